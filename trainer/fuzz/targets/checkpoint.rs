//! A PyTorch checkpoint, every tensor of it.
#![no_main]

use fuzz::with_file;
use libfuzzer_sys::fuzz_target;
use pytorch::Checkpoint;

fuzz_target!(|bytes: &[u8]| {
    with_file("Encoder_Layer_1.pth", bytes, |path| {
        let Ok(mut checkpoint) = Checkpoint::read(path) else {
            return;
        };
        let names: Vec<String> = checkpoint.names().map(str::to_owned).collect();
        for name in names {
            let _ = checkpoint.shape::<2>(&name);
            if let Ok(array) = checkpoint.take(&name, true) {
                assert_eq!(array.shape.iter().product::<usize>(), array.values.len());
            }
        }
        let _ = checkpoint.expect_used();
    });
});
