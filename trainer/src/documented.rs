//! The trainer's commands in the documents parse, and the options that sentences name exist. A test of xtask keeps the
//! list of commands equal to the documents.

#![allow(clippy::unwrap_used)]

use std::{collections::BTreeSet, fs, path::PathBuf};

use clap::{Command, CommandFactory, Parser};

use crate::Arguments;

/// Options of cargo, which sentences name, too.
const OF_CARGO: [&str; 1] = ["features"];

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// The long options of a command and of those below it.
fn options(command: &Command) -> BTreeSet<String> {
    let own = command.get_arguments();
    let mut all: BTreeSet<String> = own
        .filter_map(clap::Arg::get_long_and_visible_aliases)
        .flatten()
        .map(str::to_owned)
        .collect();
    all.extend(command.get_subcommands().flat_map(options));
    all
}

#[test]
fn documented_commands_parse() {
    let list = fs::read_to_string(root().join("tests/documents/commands.txt")).unwrap();
    let commands = list.lines().filter(|line| line.starts_with("trainer "));
    let errors: Vec<String> = commands
        .filter_map(|line| Some(format!("{line}: {}", parse(line).err()?)))
        .collect();
    assert!(errors.is_empty(), "{}", errors.join("\n"));
    assert!(parse("trainer train --out runs/x --nonsense 3").is_err());
}

fn parse(line: &str) -> Result<Arguments, clap::Error> {
    Arguments::try_parse_from(line.split(' '))
}

#[test]
fn options_in_sentences_exist() {
    let mut program = Arguments::command();
    program.build();
    let all = options(&program);
    let docs = fs::read_dir(root().join("docs")).unwrap();
    let docs = docs.map(|entry| entry.unwrap().path());
    let markdown = docs.filter(|path| path.extension().is_some_and(|it| it == "md"));
    let others = ["README.md", "trainer/benches/README.md"].map(|name| root().join(name));
    let mut named = 0;
    for path in markdown.chain(others) {
        let text = fs::read_to_string(&path).unwrap();
        let sentences: Vec<&str> = text.lines().filter(|it| !it.starts_with("    ")).collect();
        for piece in sentences.join("\n").split('`').skip(1).step_by(2) {
            let words: Vec<&str> = piece.split_whitespace().collect();
            if words.contains(&"cargo") {
                continue;
            }
            let command = match words[..] {
                ["trainer", name, ..] => {
                    let known = program.find_subcommand(name);
                    options(known.unwrap_or_else(|| panic!("{}: `{piece}`", path.display())))
                }
                _ => all.clone(),
            };
            for option in words.iter().filter_map(|word| word.strip_prefix("--")) {
                let known = command.contains(option) || OF_CARGO.contains(&option);
                assert!(known || option.is_empty(), "{}: `{piece}`", path.display());
                named += 1;
            }
        }
    }
    assert!(named > 0, "the documents name options");
}
