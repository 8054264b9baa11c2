//! The steps of the tests, and which of them run.

use std::fmt;

use clap::ValueEnum;

#[derive(Debug, clap::Args)]
pub struct TestOptions {
    /// Leave out what needs wasm or a browser
    #[arg(long, conflicts_with = "only")]
    quick: bool,
    /// Run these steps alone, with what earlier runs have left
    #[arg(long, value_enum, value_name = "STEP", value_delimiter = ',')]
    only: Vec<Step>,
}

/// A step of the tests.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, ValueEnum)]
pub enum Step {
    /// Look for the programs that the other steps need; install what is missing where possible
    Tools,
    /// Formatting: cargo fmt --check
    Format,
    /// Licences, sources and versions of dependencies, and known weaknesses: cargo deny
    Dependencies,
    /// Lints of all native code, warnings as errors: cargo clippy
    Lint,
    /// Format, lints and types of the page's JavaScript: biome and tsc
    Script,
    /// Documentation, warnings as errors: cargo doc
    Docs,
    /// Unit and integration tests: cargo test
    Unit,
    /// Readers of files from outside, under a fuzzer for a few seconds each
    Fuzz,
    /// A small seeded model, run natively on the CPU and on Vulkan, for the browser to match
    Parity,
    /// The page with that model: lints of the wasm code, both engines
    Web,
    /// The page in headless Chromium, with and without WebGPU, against the native results
    Browser,
}

impl Step {
    /// The steps that run, in order.
    pub fn chosen(options: &TestOptions) -> Vec<Self> {
        let all = Self::value_variants().iter().copied();
        if options.quick {
            return all.filter(|step| *step < Self::Parity).collect();
        }
        all.filter(|step| options.only.is_empty() || options.only.contains(step))
            .collect()
    }
}

impl fmt::Display for Step {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let value = self.to_possible_value();
        formatter.write_str(value.as_ref().map_or("", |value| value.get_name()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_steps_run_by_default_in_order() {
        let chosen = Step::chosen(&TestOptions {
            quick: false,
            only: Vec::new(),
        });
        assert_eq!(chosen, Step::value_variants());
        assert!(chosen.is_sorted());
    }

    #[test]
    fn quick_leaves_out_the_web() {
        let chosen = Step::chosen(&TestOptions {
            quick: true,
            only: Vec::new(),
        });
        let expected = [
            Step::Tools,
            Step::Format,
            Step::Dependencies,
            Step::Lint,
            Step::Script,
            Step::Docs,
            Step::Unit,
            Step::Fuzz,
        ];
        assert_eq!(chosen, expected);
    }

    #[test]
    fn chosen_steps_keep_their_order() {
        let only = vec![Step::Browser, Step::Web];
        assert_eq!(
            Step::chosen(&TestOptions { quick: false, only }),
            [Step::Web, Step::Browser]
        );
    }
}
