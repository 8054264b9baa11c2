//! Tests that need files which are not part of the repository, or hours: cargo ignores them, and they run here where a
//! variable says where the files are, or where to work.

use std::env;

use anyhow::{Context, Result};

use crate::process;
use crate::workspace::Workspace;

/// A test that cargo ignores.
struct Apart {
    /// The name of its function.
    name: &'static str,
    /// The target that holds it, as `cargo test --test` takes it.
    target: &'static str,
    /// The variable that names the folder of its files, or the one it works in, or says how often.
    variable: &'static str,
}

const APART: [Apart; 11] = [
    Apart {
        name: "what_is_read_agrees_with_the_terms_of_the_collection",
        target: "openi",
        variable: "XRAYGAN_OPENI_REPORTS",
    },
    Apart {
        name: "every_report_of_the_collection_is_read",
        target: "report",
        variable: "XRAYGAN_OPENI_REPORTS",
    },
    Apart {
        name: "rules_agree_with_the_terms_of_the_collection",
        target: "report",
        variable: "XRAYGAN_OPENI_REPORTS",
    },
    Apart {
        name: "real_and_simulated_reports_share_their_words",
        target: "words",
        variable: "XRAYGAN_OPENI_REPORTS",
    },
    Apart {
        name: "all_open_i_reports_are_read",
        target: "import",
        variable: "XRAYGAN_OPENI_REPORTS",
    },
    Apart {
        name: "tables_of_radiographs_are_imported_as_they_are",
        target: "import",
        variable: "XRAYGAN_DATA",
    },
    Apart {
        name: "consistency_agrees_with_pytorch",
        target: "parity",
        variable: "XRAYGAN_REFERENCE",
    },
    Apart {
        name: "a_killed_training_goes_on_and_a_killed_export_leaves_a_bundle",
        target: "kills",
        variable: "XRAYGAN_KILLS",
    },
    Apart {
        name: "a_killed_simulation_goes_on",
        target: "kills",
        variable: "XRAYGAN_KILLS",
    },
    Apart {
        name: "fifty_kills_of_everything_change_nothing",
        target: "kills",
        variable: "XRAYGAN_KILLS",
    },
    Apart {
        name: "memory_is_flat_over_thousands_of_pairs",
        target: "load",
        variable: "XRAYGAN_PAIRS",
    },
];

/// Runs the tests whose variable is set, and prints which are left out.
///
/// # Errors
/// If one fails, or a variable names no folder.
pub fn run(workspace: &Workspace) -> Result<()> {
    let (run, left_out): (Vec<_>, Vec<_>) = APART.iter().partition(|test| is_set(test.variable));
    // The whole workspace, so that what `cargo test` has built is used.
    let mut cargo = workspace.cargo();
    cargo.args(["test", "--workspace"]);
    for test in &run {
        cargo.args(["--test", test.target]);
        let value = env::var_os(test.variable).unwrap_or_default();
        if value.to_str().is_some_and(|it| it.parse::<u64>().is_ok()) {
            continue;
        }
        // Tests run in the folder of their crate.
        let folder = std::fs::canonicalize(&value)
            .with_context(|| format!("{}: {}", test.variable, value.display()))?;
        cargo.env(test.variable, folder);
    }
    cargo.args(["--", "--ignored"]);
    cargo.args(run.iter().map(|test| test.name));
    if !run.is_empty() {
        process::run(&mut cargo)?;
    }
    for test in left_out {
        println!("left out: {} (set {})", test.name, test.variable);
    }
    Ok(())
}

fn is_set(variable: &str) -> bool {
    env::var_os(variable).is_some_and(|value| !value.is_empty())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use std::fs;
    use std::path::Path;

    /// Collects the functions under `#[ignore` in a folder's sources, each with the line of the attribute.
    fn ignored(folder: &Path, found: &mut Vec<(String, String)>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() && !path.ends_with("node_modules") {
                ignored(&path, found);
            } else if path.extension().is_some_and(|it| it == "rs") {
                let text = fs::read_to_string(&path).unwrap();
                let mut attribute = None;
                for line in text.lines().map(str::trim_start) {
                    if line.starts_with("#[ignore") {
                        attribute = Some(line.to_owned());
                    } else if let Some(rest) = line.strip_prefix("fn ")
                        && let Some(attribute) = attribute.take()
                    {
                        let name = rest.split('(').next().unwrap_or_default();
                        found.push((name.to_owned(), attribute));
                    }
                }
            }
        }
    }

    #[test]
    fn every_ignored_test_is_listed_and_says_what_it_needs() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
        let mut found = Vec::new();
        for folder in ["src", "tests", "trainer"] {
            ignored(&root.join(folder), &mut found);
        }
        assert_eq!(found.len(), APART.len(), "{found:?}");
        for Apart { name, variable, .. } in APART {
            let (_, attribute) = found.iter().find(|(found, _)| found == name).unwrap();
            assert!(attribute.contains(variable), "{attribute}");
        }
    }
}
