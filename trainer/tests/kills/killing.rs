//! Commands that are killed.

use std::{
    process::{Child, Command},
    thread,
    time::{Duration, Instant},
};

use crate::place::{good, text};

/// Longest wait for anything.
const PATIENCE: Duration = Duration::from_secs(600);

/// Moments that are the same in each run of the tests: splitmix64.
pub struct Moments(pub u64);

impl Moments {
    /// The next number, 0 to 1.
    pub fn next(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) >> 11) as f64 / (1_u64 << 53) as f64
    }
}

/// Waits, then kills; whether it was still at work. One that has ended must have ended well.
pub fn kill_after(mut child: Child, mut is_time: impl FnMut() -> bool) -> bool {
    let start = Instant::now();
    loop {
        if child.try_wait().unwrap().is_some() {
            let output = child.wait_with_output().unwrap();
            assert!(output.status.success(), "{}", text(&output));
            return false;
        }
        if is_time() {
            child.kill().unwrap();
            return !child.wait().unwrap().success();
        }
        assert!(start.elapsed() < PATIENCE, "nothing happened for too long");
        thread::sleep(Duration::from_millis(1));
    }
}

/// Runs a command to its end, killed `kills` times on the way or on more ways than one; `look` sees what each kill leaves
/// and says whether the end was reached all the same, `begin` makes room for the next way.
pub fn killed(
    kills: usize,
    seed: u64,
    command: impl Fn() -> Command,
    mut begin: impl FnMut(),
    mut look: impl FnMut() -> bool,
) {
    let start = Instant::now();
    good(command());
    let whole = start.elapsed();
    let mut moments = Moments(seed);
    begin();
    let mut done = 0;
    for attempt in 0.. {
        assert!(attempt < 20 * kills, "{done} kills in {attempt} attempts");
        if done == kills {
            break;
        }
        let moment = whole.mul_f64(moments.next());
        let start = Instant::now();
        let killed = kill_after(command().spawn().unwrap(), || start.elapsed() >= moment);
        done += usize::from(killed);
        if !killed || look() {
            begin();
        }
    }
    good(command());
}
