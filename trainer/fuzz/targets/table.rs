//! A table of images for `import table`.
#![no_main]

use std::fs;
use std::sync::atomic::AtomicBool;

use clap::Parser;
use fuzz::{folder, with_file};
use import::TableOptions;
use libfuzzer_sys::fuzz_target;

#[derive(Parser)]
struct Command {
    #[command(flatten)]
    options: TableOptions,
}

fuzz_target!(|bytes: &[u8]| {
    with_file("table.csv", bytes, |path| {
        let out = folder().join("out");
        let words = [
            "table",
            "--manifest",
            &path.to_string_lossy(),
            "--out",
            &out.to_string_lossy(),
            "--size",
            "32",
        ]
        .map(str::to_owned);
        let Ok(command) = Command::try_parse_from(words) else {
            return;
        };
        let _ = command.options.run(&AtomicBool::new(false));
        let _ = fs::remove_dir_all(&out);
    });
});
