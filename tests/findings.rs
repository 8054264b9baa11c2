//! The page's list of findings is the one of `src/findings.rs`.

#![allow(clippy::unwrap_used, missing_docs)]

use std::path::Path;

use xraygan::findings::Kind;

const UPDATE: &str = "XRAYGAN_UPDATE=1 cargo test -p xraygan --test findings";

/// `www/cases/finding-list.js`, as the page imports it.
fn list() -> String {
    let kinds: String = (Kind::ALL.iter())
        .map(|kind| {
            let (label, name, sided) = (kind.label(), kind.name(), kind.is_sided());
            format!("  {{ finding: {label:?}, label: {name:?}, sided: {sided} }},\n")
        })
        .collect();
    format!(
        "// @ts-check\n\
         /** All findings of `src/findings.rs`; `{UPDATE}` writes this file. */\n\n\
         /** Names in the engine and in JSON, names for users, and whether a reader must name a side. */\n\
         export const KINDS = [\n{kinds}];\n"
    )
}

#[test]
fn the_page_has_the_same_findings() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("www/cases/finding-list.js");
    let expected = list();
    if std::env::var_os("XRAYGAN_UPDATE").is_some() {
        std::fs::write(&file, &expected).unwrap();
    }
    let found = std::fs::read_to_string(&file).unwrap_or_default();
    assert!(
        found == expected,
        "www/cases/finding-list.js is not what src/findings.rs gives; update it: {UPDATE}"
    );
}
