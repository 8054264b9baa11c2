//! A web server for one folder, on this machine only: compressed files, strict headers.

use std::io::ErrorKind;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use axum::Router;
use axum::http::{HeaderName, HeaderValue};
use tokio::runtime::Runtime;
use tower_http::services::ServeDir;
use tower_http::set_header::SetResponseHeaderLayer;

use crate::web::headers::HEADERS;

/// The first port that is tried when none is asked for.
const DEFAULT_PORT: u16 = 8080;
/// How many ports are tried.
const PORTS: u16 = 100;

#[derive(Debug, clap::Args)]
pub struct ServeOptions {
    /// The folder to serve
    #[arg(long, value_name = "DIR")]
    site: PathBuf,
    /// The port; 0 takes any free one [default: the first free one from 8080]
    #[arg(long, value_name = "N")]
    port: Option<u16>,
}

/// Serves a folder until Ctrl-C; the first line printed is the address.
///
/// # Errors
/// If the folder has no `index.html` or the port is taken.
pub fn run(options: &ServeOptions) -> Result<()> {
    let server = Server::start(&options.site, options.port)?;
    println!("{}", server.url());
    server.wait_for_interrupt()
}

/// A running server; dropping it stops it.
#[derive(Debug)]
pub struct Server {
    runtime: Runtime,
    address: SocketAddr,
}

impl Server {
    /// Starts serving `site` at 127.0.0.1, in the background.
    ///
    /// # Errors
    /// If the folder has no `index.html`, or the port (without one, every port tried) is taken.
    pub fn start(site: &Path, port: Option<u16>) -> Result<Self> {
        if !site.join("index.html").is_file() {
            bail!(
                "{} has no index.html; `cargo xtask web` builds the page",
                site.display()
            );
        }
        let listener = listen(port)?;
        listener.set_nonblocking(true)?;
        let address = listener.local_addr()?;
        let runtime = Runtime::new().context("starting the web server")?;
        let listener = {
            let _guard = runtime.enter();
            tokio::net::TcpListener::from_std(listener)?
        };
        let router = router(site);
        runtime.spawn(async move { axum::serve(listener, router).await });
        Ok(Self { runtime, address })
    }

    /// The address of the page.
    pub fn url(&self) -> String {
        format!("http://{}/", self.address)
    }

    /// Serves until Ctrl-C.
    ///
    /// # Errors
    /// If the operating system does not tell of Ctrl-C.
    pub fn wait_for_interrupt(self) -> Result<()> {
        self.runtime
            .block_on(tokio::signal::ctrl_c())
            .context("waiting for Ctrl-C")?;
        println!();
        // Downloads under way end here.
        self.runtime.shutdown_background();
        Ok(())
    }
}

/// Files and nothing else: [`ServeDir`] refuses methods other than GET and HEAD and paths that
/// leave the folder.
fn router(site: &Path) -> Router {
    let files = ServeDir::new(site).precompressed_br().precompressed_gzip();
    HEADERS.into_iter().fold(
        Router::new().fallback_service(files),
        |router, (name, value)| {
            let (name, value) = (
                HeaderName::from_static(name),
                HeaderValue::from_static(value),
            );
            router.layer(SetResponseHeaderLayer::overriding(name, value))
        },
    )
}

/// Takes the port asked for, or else the first free one.
fn listen(port: Option<u16>) -> Result<TcpListener> {
    let ports = port.map_or(DEFAULT_PORT..=DEFAULT_PORT + PORTS - 1, |port| port..=port);
    let (first, last) = (*ports.start(), *ports.end());
    for port in ports {
        match TcpListener::bind((Ipv4Addr::LOCALHOST, port)) {
            Ok(listener) => return Ok(listener),
            Err(error) if error.kind() == ErrorKind::AddrInUse => {}
            Err(error) => return Err(error).with_context(|| format!("listening on port {port}")),
        }
    }
    if first == last {
        bail!("port {first} is taken; name another with --port, or none");
    }
    bail!("the ports {first} to {last} are all taken; name another with --port")
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used)]
mod tests {
    use super::*;
    use crate::compress;
    use std::fs;
    use std::io::{Read, Write};
    use std::net::TcpStream;

    /// A served folder in which every kind of file of a site occurs; beside it lies a secret.
    fn serve() -> (tempfile::TempDir, Server) {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("secret.txt"), "secret").unwrap();
        let site = folder.path().join("site");
        fs::create_dir_all(site.join("weights")).unwrap();
        for name in [
            "index.html",
            "main.js",
            "style.css",
            "a.wasm",
            "weights/model.json",
        ] {
            fs::write(site.join(name), "twelve bytes").unwrap();
            compress::compress(&site.join(name)).unwrap();
        }
        fs::write(site.join("weights/t.safetensors"), "tensors").unwrap();
        let server = Server::start(&site, Some(0)).unwrap();
        (folder, server)
    }

    /// Sends a request as it stands, which no client library would do with hostile paths.
    /// Returns the head of the answer in lower case, and the body.
    fn request(server: &Server, request_line: &str, headers: &str) -> (String, Vec<u8>) {
        let mut stream = TcpStream::connect(server.address).unwrap();
        write!(
            stream,
            "{request_line} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n{headers}\r\n"
        )
        .unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
        let end = answer
            .windows(4)
            .position(|window| window == b"\r\n\r\n")
            .unwrap();
        let body = answer.split_off(end + 4);
        (String::from_utf8(answer).unwrap().to_lowercase(), body)
    }

    fn header_of(head: &str, name: &str) -> Option<String> {
        let mut lines = head.lines().filter_map(|line| line.split_once(": "));
        lines
            .find(|(key, _)| *key == name)
            .map(|(_, value)| value.to_owned())
    }

    #[test]
    fn files_have_their_types() {
        let (_folder, server) = serve();
        for (path, kind) in [
            ("/", "text/html"),
            ("/main.js", "text/javascript"),
            ("/style.css", "text/css"),
            ("/a.wasm", "application/wasm"),
            ("/weights/model.json", "application/json"),
            ("/weights/t.safetensors", "application/octet-stream"),
        ] {
            let (head, _) = request(&server, &format!("GET {path}"), "");
            assert!(head.starts_with("http/1.1 200"), "{path}: {head}");
            assert_eq!(
                header_of(&head, "content-type").as_deref(),
                Some(kind),
                "{path}"
            );
        }
    }

    #[test]
    fn every_answer_has_the_strict_headers() {
        let (_folder, server) = serve();
        for request_line in ["GET /", "GET /missing", "POST /"] {
            let (head, _) = request(&server, request_line, "");
            for (name, value) in HEADERS {
                let found = header_of(&head, name);
                assert_eq!(found, Some(value.to_lowercase()), "{request_line}: {name}");
            }
        }
    }

    #[test]
    fn the_page_has_the_same_policy() {
        let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("../www/index.html");
        let page = fs::read_to_string(page).unwrap();
        let policy = HEADERS[0].1.trim_end_matches("; frame-ancestors 'none'");
        assert!(
            page.contains(&format!("content=\"{policy}\"")),
            "the page's policy differs"
        );
    }

    #[test]
    fn compression_is_negotiated() {
        let (_folder, server) = serve();
        let (head, body) = request(&server, "GET /main.js", "");
        assert_eq!(header_of(&head, "content-encoding"), None);
        assert_eq!(body, b"twelve bytes");
        for (accepted, taken) in [("gzip, br", "br"), ("gzip", "gzip")] {
            let accept = format!("Accept-Encoding: {accepted}\r\n");
            let (head, body) = request(&server, "GET /main.js", &accept);
            assert_eq!(header_of(&head, "content-encoding").as_deref(), Some(taken));
            assert_eq!(header_of(&head, "vary").as_deref(), Some("accept-encoding"));
            assert_eq!(
                header_of(&head, "content-type").as_deref(),
                Some("text/javascript")
            );
            assert_ne!(body, b"twelve bytes");
        }
        let (head, body) = request(
            &server,
            "GET /weights/t.safetensors",
            "Accept-Encoding: br\r\n",
        );
        assert_eq!(header_of(&head, "content-encoding"), None);
        assert_eq!(body, b"tensors");
    }

    #[test]
    fn an_unchanged_file_is_not_sent_again() {
        let (folder, server) = serve();
        let (head, _) = request(&server, "GET /main.js", "");
        let tag = header_of(&head, "etag").unwrap();
        let condition = format!("If-None-Match: {tag}\r\n");
        let (head, body) = request(&server, "GET /main.js", &condition);
        assert!(head.starts_with("http/1.1 304"), "{head}");
        assert!(body.is_empty());
        fs::write(folder.path().join("site/main.js"), "changed").unwrap();
        let (head, body) = request(&server, "GET /main.js", &condition);
        assert!(head.starts_with("http/1.1 200"), "{head}");
        assert_eq!(body, b"changed");
    }

    #[test]
    fn no_path_leaves_the_folder() {
        let (_folder, server) = serve();
        for path in [
            "/../secret.txt",
            "/weights/../../secret.txt",
            "/..%2fsecret.txt",
            "/%2e%2e/secret.txt",
            "/%2e%2e%2fsecret.txt",
            "/..%5csecret.txt",
            "//../secret.txt",
            "/main.js%00",
        ] {
            let (head, body) = request(&server, &format!("GET {path}"), "");
            assert!(head.starts_with("http/1.1 4"), "{path}: {head}");
            assert!(!body.windows(6).any(|window| window == b"secret"), "{path}");
        }
    }

    #[test]
    fn only_reading_is_allowed() {
        let (_folder, server) = serve();
        for method in ["POST", "PUT", "DELETE", "PATCH"] {
            let (head, _) = request(&server, &format!("{method} /main.js"), "");
            assert!(head.starts_with("http/1.1 405"), "{method}: {head}");
        }
        let (head, body) = request(&server, "HEAD /main.js", "");
        assert!(head.starts_with("http/1.1 200"), "{head}");
        assert_eq!(header_of(&head, "content-length").as_deref(), Some("12"));
        assert!(body.is_empty());
    }

    #[test]
    fn a_taken_port_is_told_or_skipped() {
        let (folder, server) = serve();
        let taken = server.address.port();
        let error = Server::start(&folder.path().join("site"), Some(taken)).unwrap_err();
        assert!(
            error
                .to_string()
                .contains(&format!("port {taken} is taken")),
            "{error}"
        );
        let [first, second] = [listen(None).unwrap(), listen(None).unwrap()];
        assert_ne!(
            first.local_addr().unwrap().port(),
            second.local_addr().unwrap().port()
        );
    }

    #[test]
    fn a_folder_without_a_page_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let error = Server::start(folder.path(), Some(0)).unwrap_err();
        assert!(error.to_string().contains("cargo xtask web"), "{error}");
    }
}
