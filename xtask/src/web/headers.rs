//! The headers that a server should send with every file of the page, and their files for common hosts.

use std::fmt::Write;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

/// Name and value. The page's `meta` element has the same Content-Security-Policy, less `frame-ancestors`, which only
/// counts as a header (W3C CSP level 3, section 3.3).
pub const HEADERS: [(&str, &str); 6] = [
    (
        "content-security-policy",
        "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; \
         img-src 'self' blob: data:; connect-src 'self'; worker-src 'self' blob:; manifest-src 'self'; \
         require-trusted-types-for 'script'; trusted-types default; \
         base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    ),
    ("x-content-type-options", "nosniff"),
    ("referrer-policy", "no-referrer"),
    ("cross-origin-resource-policy", "same-origin"),
    (
        "permissions-policy",
        "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    ),
    // The browser keeps files, and asks each time whether they have changed.
    ("cache-control", "no-cache"),
];

/// Writes the header files of common hosts into a site; a host ignores those of others.
///
/// # Errors
/// If a file cannot be written.
pub fn write_host_files(site: &Path) -> Result<()> {
    let files = [
        // Netlify, Cloudflare Pages.
        (
            "_headers",
            lines("/*\n", |name, value| format!("  {name}: {value}\n")),
        ),
        (
            ".htaccess",
            lines("# Apache, with mod_headers\n", |name, value| {
                format!("Header always set {name} \"{value}\"\n")
            }) + "AddType application/wasm .wasm\nAddType application/manifest+json .webmanifest\n",
        ),
        (
            "nginx-headers.conf",
            lines(
                "# nginx: `include` this in the location of the page; `gzip_static on;` sends the .gz files\n",
                |name, value| format!("add_header {name} \"{value}\" always;\n"),
            ),
        ),
        // GitHub Pages sends no headers of ours, so the page's own policy counts there; this keeps `_headers` out of
        // Jekyll's way.
        (".nojekyll", String::new()),
    ];
    for (name, content) in files {
        let path = site.join(name);
        fs::write(&path, content).with_context(|| format!("writing {}", path.display()))?;
    }
    Ok(())
}

fn lines(first: &str, line: impl Fn(&str, &str) -> String) -> String {
    let mut text = first.to_owned();
    for (name, value) in HEADERS {
        // Writing to a string cannot fail.
        let _ = write!(text, "{}", line(name, value));
    }
    text
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn every_host_gets_every_header() {
        let folder = tempfile::tempdir().unwrap();
        write_host_files(folder.path()).unwrap();
        for name in ["_headers", ".htaccess", "nginx-headers.conf"] {
            let text = fs::read_to_string(folder.path().join(name)).unwrap();
            for (header, value) in HEADERS {
                assert!(
                    text.contains(header) && text.contains(value),
                    "{name}: {header}"
                );
            }
        }
    }
}
