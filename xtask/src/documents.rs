//! Every command in the documents is known: `tests/documents/commands.txt` says which test runs it, or why none does.

#![allow(clippy::unwrap_used)]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use clap::Parser;

use crate::Arguments;

/// Documents with commands, beside those of the folder `docs`.
const DOCUMENTS: [&str; 5] = [
    "README.md",
    "examples/generate.rs",
    "trainer/benches/README.md",
    "trainer/fuzz/README.md",
    "weights/CARD.md",
];

const LIST: &str = "tests/documents/commands.txt";

/// What a command of the list says of itself.
enum Known {
    /// A function in a file that runs it, as it stands or on little data.
    Run { file: String, function: String },
    /// Why no test does.
    Not(String),
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn text(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// The documents' paths and text; of the example, its doc comment.
fn documents() -> Vec<(String, String)> {
    let docs = fs::read_dir(root().join("docs")).unwrap();
    let docs = docs.map(|entry| format!("docs/{}", entry.unwrap().file_name().display()));
    let markdown = docs.filter(|path| path.ends_with(".md"));
    let paths = markdown.chain(DOCUMENTS.map(str::to_owned));
    let comment = |line: &str| line.strip_prefix("//! ").map(str::to_owned);
    let read = |path: &str| match path.ends_with(".rs") {
        true => text(path)
            .lines()
            .filter_map(comment)
            .collect::<Vec<_>>()
            .join("\n"),
        false => text(path),
    };
    paths.map(|path| (path.clone(), read(&path))).collect()
}

/// The lines of indented and fenced code, continued ones joined, and the pieces of code within sentences.
fn code(document: &str) -> (Vec<String>, Vec<String>) {
    let (mut lines, mut sentences) = (Vec::<String>::new(), String::new());
    let (mut fenced, mut continued) = (false, false);
    for line in document.lines() {
        if line.trim_start().starts_with("```") {
            fenced = !fenced;
        } else if fenced || line.starts_with("    ") {
            let part = line.trim().trim_end_matches('\\');
            match lines.last_mut() {
                Some(last) if continued => last.push_str(part),
                _ => lines.push(part.to_owned()),
            }
            continued = line.trim_end().ends_with('\\');
        } else {
            sentences += line;
            sentences.push('\n');
        }
    }
    let pieces = sentences.split('`').skip(1).step_by(2);
    (lines, pieces.map(str::to_owned).collect())
}

/// The command in a piece of code, without variables before it and a comment behind it.
fn command(code: &str) -> Option<String> {
    let code = code.split(" #").next()?;
    let words = code.split_whitespace();
    let words: Vec<&str> = words.skip_while(|word| word.contains('=')).collect();
    let program = words.first()?;
    let arguments = words.len() > 1 && words.last() != Some(&"--");
    let known = ["cargo", "pip", "python", "trainer"].contains(program);
    let trainer = "cargo run --release -p trainer -- ";
    (known && arguments).then(|| words.join(" ").replace(trainer, "trainer "))
}

/// All commands of the documents. Within sentences `trainer train --noise` names an option; `trainer` tests those.
fn documented() -> BTreeSet<String> {
    let mut all = BTreeSet::new();
    for (_, document) in documents() {
        let (lines, pieces) = code(&document);
        all.extend(lines.iter().filter_map(|it| command(it)));
        let cargo = |it: &String| it.starts_with("cargo ");
        all.extend(pieces.iter().filter_map(|it| command(it)).filter(cargo));
    }
    all
}

/// The list: each command, and below it, indented, what is known of it.
fn listed() -> Vec<(String, Known)> {
    let list = text(LIST);
    let mut lines = list
        .lines()
        .filter(|it| !it.is_empty() && !it.starts_with('#'));
    let mut all = Vec::new();
    while let (Some(command), Some(says)) = (lines.next(), lines.next()) {
        assert!(
            !command.starts_with(' '),
            "{LIST}: no command above {command:?}"
        );
        let says = says.strip_prefix("    ");
        let says = says.unwrap_or_else(|| panic!("{LIST}: nothing below {command:?}"));
        let run = ["run by ", "in small by "]
            .iter()
            .find_map(|it| says.strip_prefix(it));
        let known = match (
            run.and_then(|by| by.split_once("::")),
            says.strip_prefix("not run: "),
        ) {
            (Some((file, function)), _) => Known::Run {
                file: file.to_owned(),
                function: function.to_owned(),
            },
            (None, Some(reason)) => Known::Not(reason.to_owned()),
            (None, None) => panic!("{LIST}: {says:?} is no answer; see the head of the list"),
        };
        all.push((command.to_owned(), known));
    }
    all
}

/// The value behind an option.
fn value_of<'a>(command: &'a str, option: &str) -> Option<&'a str> {
    let mut words = command.split(' ').skip_while(|word| *word != option);
    words.nth(1)
}

/// The folder of a package of the workspace.
fn package(name: &str) -> Option<PathBuf> {
    let named = match name {
        "xraygan" => String::from("."),
        "trainer" | "xtask" => name.to_owned(),
        _ => format!("trainer/crates/{name}"),
    };
    Some(root().join(named)).filter(|folder| folder.join("Cargo.toml").is_file())
}

#[test]
fn every_command_of_the_documents_is_listed_and_no_other() {
    let list = listed();
    let known: BTreeSet<String> = list.iter().map(|(command, _)| command.clone()).collect();
    assert_eq!(known.len(), list.len(), "{LIST} has a command twice");
    let found = documented();
    let missing: Vec<_> = found.difference(&known).collect();
    let stale: Vec<_> = known.difference(&found).collect();
    assert!(missing.is_empty(), "not in {LIST}: {missing:#?}");
    assert!(
        stale.is_empty(),
        "in {LIST}, but in no document: {stale:#?}"
    );
}

#[test]
fn tests_that_run_commands_exist_and_others_have_a_reason() {
    for (command, known) in listed() {
        match known {
            Known::Run { file, function } => {
                let source = text(&file);
                assert!(
                    source.contains(&format!("fn {function}(")),
                    "{command}: no {function} in {file}"
                );
            }
            Known::Not(reason) => assert!(reason.len() > 10, "{command}: why is it not run?"),
        }
    }
}

#[test]
fn commands_of_cargo_name_what_exists() {
    for (command, _) in listed().iter().filter(|(it, _)| it.starts_with("cargo ")) {
        if let Some(own) = command.strip_prefix("cargo xtask ") {
            let parsed = Arguments::try_parse_from(["xtask"].into_iter().chain(own.split(' ')));
            assert!(parsed.is_ok(), "{command}: {}", parsed.unwrap_err());
        }
        let named = value_of(command, "-p").unwrap_or("xraygan");
        let folder = package(named).unwrap_or_else(|| panic!("{command}: no package {named}"));
        if let Some(test) = value_of(command, "--test") {
            let tests = folder.join("tests");
            let exists = [format!("{test}.rs"), format!("{test}/main.rs")];
            assert!(
                exists.iter().any(|it| tests.join(it).is_file()),
                "{command}: no such test"
            );
        }
        if let Some(example) = value_of(command, "--example") {
            let example = folder.join(format!("examples/{example}.rs"));
            assert!(example.is_file(), "{command}: no such example");
        }
    }
}

/// The anchors of a Markdown text, as web hosts make them of its headings.
fn anchors(text: &str) -> BTreeSet<String> {
    let headings = text.lines().filter(|line| line.starts_with('#'));
    let kept = |letter: &char| letter.is_alphanumeric() || [' ', '-'].contains(letter);
    let plain = headings.map(|line| line.trim_start_matches('#').trim().to_lowercase());
    plain
        .map(|it| {
            it.chars()
                .filter(kept)
                .collect::<String>()
                .replace(' ', "-")
        })
        .collect()
}

#[test]
fn links_lead_to_files_and_headings() {
    for (path, document) in documents() {
        for link in document
            .split("](")
            .skip(1)
            .filter_map(|it| it.split(')').next())
        {
            if link.contains("://") {
                continue;
            }
            let (file, anchor) = link.split_once('#').unwrap_or((link, ""));
            let target = match file {
                "" => path.clone(),
                _ => Path::new(&path).with_file_name(file).display().to_string(),
            };
            assert!(
                root().join(&target).exists(),
                "{path}: no {target}, for {link}"
            );
            let found = anchor.is_empty() || anchors(&text(&target)).contains(anchor);
            assert!(found, "{path}: no heading for {link}");
        }
    }
}

#[test]
fn commands_are_found_wherever_they_stand() {
    let document = "Run `A=b cargo xtask\nweb` or:\n\n    trainer train --out x \\\n      --size 64   # long\n\n```sh\ncargo test\n```\n";
    let (lines, pieces) = code(document);
    let found: Vec<_> = lines
        .iter()
        .chain(&pieces)
        .filter_map(|it| command(it))
        .collect();
    assert_eq!(
        found,
        [
            "trainer train --out x --size 64",
            "cargo test",
            "cargo xtask web"
        ]
    );
    assert_eq!(command("cargo run --release -p trainer --"), None);
    assert_eq!(
        command("cargo run --release -p trainer -- read X").unwrap(),
        "trainer read X"
    );
}
