//! Files for readers that take a path.

use std::fs;
use std::path::{Path, PathBuf};

/// Writes bytes as a file of this process and runs a reader of it.
pub fn with_file(name: &str, bytes: &[u8], run: impl FnOnce(&Path)) {
    let folder = folder();
    let path = folder.join(name);
    fs::write(&path, bytes).expect("the scratch folder can be written");
    run(&path);
}

/// A folder of this process, in memory where the system has one.
pub fn folder() -> PathBuf {
    let memory = Path::new("/dev/shm");
    let base = if memory.is_dir() {
        memory.to_owned()
    } else {
        std::env::temp_dir()
    };
    let folder = base.join(format!("xraygan-fuzz-{}", std::process::id()));
    fs::create_dir_all(&folder).expect("the scratch folder can be made");
    folder
}
