//! What is in a wasm file: whether every browser can load it, and how much of its code comes from which crate.

use std::collections::BTreeMap;

use anyhow::{Context, Result};
use wasmparser::{KnownCustom, Name, Parser, Payload, Validator, WasmFeatures};

/// Code whose crate no name tells.
const UNNAMED: &str = "(unnamed)";

/// Checks that a module is valid WebAssembly 2.0, which Chrome, Firefox and Safari load since 2023. Relaxed SIMD, which
/// Safari does not have, is not part of it, and neither are threads.
///
/// # Errors
/// If it is not; the error names the first operator or section at fault.
pub fn check_portable(module: &[u8]) -> Result<()> {
    Validator::new_with_features(WasmFeatures::WASM2)
        .validate_all(module)
        .context("not every browser could load this wasm")?;
    Ok(())
}

/// Bytes of a module's functions by crate, largest first, from the names that the compiler gave them; a generic function
/// counts for the crate that wrote it.
///
/// # Errors
/// If the module cannot be parsed.
pub fn code_by_crate(module: &[u8]) -> Result<Vec<(String, u64)>> {
    let mut bodies = Vec::new();
    let mut names = BTreeMap::new();
    let mut imported = 0;
    for payload in Parser::new(0).parse_all(module) {
        match payload? {
            Payload::ImportSection(imports) => {
                for import in imports.into_imports() {
                    let is_function = matches!(
                        import?.ty,
                        wasmparser::TypeRef::Func(_) | wasmparser::TypeRef::FuncExact(_)
                    );
                    imported += u32::from(is_function);
                }
            }
            Payload::CodeSectionEntry(body) => bodies.push(body.range().len() as u64),
            Payload::CustomSection(section) => {
                if let KnownCustom::Name(all) = section.as_known() {
                    for name in all {
                        if let Name::Function(functions) = name? {
                            for function in functions {
                                let function = function?;
                                names.insert(function.index, crate_of(function.name));
                            }
                        }
                    }
                }
            }
            _ => {}
        }
    }
    let mut sums = BTreeMap::<String, u64>::new();
    for (at, bytes) in bodies.into_iter().enumerate() {
        let name = names.get(&(imported + at as u32)).cloned();
        *sums
            .entry(name.unwrap_or_else(|| UNNAMED.to_owned()))
            .or_default() += bytes;
    }
    let mut sums: Vec<(String, u64)> = sums.into_iter().collect();
    sums.sort_by_key(|(name, bytes)| (std::cmp::Reverse(*bytes), name.clone()));
    Ok(sums)
}

/// The crate of a mangled function name: the first path in it, behind `<`, `&` and the like.
fn crate_of(mangled: &str) -> String {
    let name = format!("{:#}", rustc_demangle::demangle(mangled));
    let mut rest = name.as_str();
    loop {
        rest = rest.trim_start_matches(['<', '&', '*', '(', '[', ' ']);
        let word = ["dyn ", "mut ", "const ", "impl "]
            .iter()
            .find_map(|word| rest.strip_prefix(word));
        match word {
            Some(after) => rest = after,
            None => break,
        }
    }
    let path = rest.split_once("::").map(|(first, _)| first);
    let is_crate = |it: &&str| {
        it.chars()
            .all(|letter| letter.is_alphanumeric() || letter == '_')
    };
    path.filter(is_crate).unwrap_or(UNNAMED).to_owned()
}

/// The size of a module's sections, as they stand in the file.
///
/// # Errors
/// If the module cannot be parsed.
pub fn sections(module: &[u8]) -> Result<[(&'static str, u64); 3]> {
    let (mut code, mut data) = (0, 0);
    for payload in Parser::new(0).parse_all(module) {
        match payload? {
            Payload::CodeSectionStart { size, .. } => code = u64::from(size),
            Payload::DataSection(section) => data = section.range().len() as u64,
            _ => {}
        }
    }
    Ok([
        ("code", code),
        ("data", data),
        ("else", module.len() as u64 - code - data),
    ])
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    const HEADER: &[u8] = b"\0asm\x01\0\0\0";

    /// A module of one function `[v128, v128] -> v128` that applies one SIMD operator, named by a name section.
    fn module(operator: &[u8], name: &str) -> Vec<u8> {
        let section = |id: u8, content: &[u8]| -> Vec<u8> {
            let mut section = vec![id, content.len() as u8];
            section.extend(content);
            section
        };
        // No locals; both arguments; the operator; end.
        let mut body = vec![0, 0x20, 0, 0x20, 1];
        body.extend(operator);
        body.push(0x0b);
        let mut code = vec![1, body.len() as u8];
        code.extend(body);
        let mut function = vec![1, 0, name.len() as u8];
        function.extend(name.as_bytes());
        let mut names = b"\x04name\x01".to_vec();
        names.push(function.len() as u8);
        names.extend(function);
        let parts = [
            section(1, &[1, 0x60, 2, 0x7b, 0x7b, 1, 0x7b]),
            section(3, &[1, 0]),
            section(10, &code),
            section(0, &names),
        ];
        [HEADER.to_vec(), parts.concat()].concat()
    }

    #[test]
    fn relaxed_simd_is_refused() {
        // i8x16.swizzle, which every browser has, and i8x16.relaxed_swizzle.
        check_portable(&module(&[0xfd, 0x0e], "a")).unwrap();
        let error = check_portable(&module(&[0xfd, 0x80, 0x02], "a")).unwrap_err();
        assert!(format!("{error:#}").contains("relaxed"), "{error:#}");
        assert!(check_portable(b"not wasm").is_err());
    }

    #[test]
    fn code_is_counted_by_crate() {
        let module = module(&[0xfd, 0x0e], "_ZN9burn_flex3ops3add17h0123456789abcdefE");
        let sizes = code_by_crate(&module).unwrap();
        assert_eq!(sizes, [("burn_flex".to_owned(), 8)]);
        let [(_, code), (_, data), (_, other)] = sections(&module).unwrap();
        // The count of functions is not part of it.
        assert_eq!((code, data), (9, 0));
        assert_eq!(code + other, module.len() as u64);
    }

    #[test]
    fn crates_are_found_in_names() {
        for (name, expected) in [
            ("_RNvCs1_7mycrate3foo", "mycrate"),
            (
                "<burn_flex::Tensor as core::clone::Clone>::clone",
                "burn_flex",
            ),
            ("<&dyn core::fmt::Debug as core::fmt::Debug>::fmt", "core"),
            ("memcpy", UNNAMED),
        ] {
            assert_eq!(crate_of(name), expected, "{name}");
        }
    }
}
