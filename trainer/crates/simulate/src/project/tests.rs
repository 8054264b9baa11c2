use super::*;
use crate::parts::{Matter, Primitives, Section};
use crate::volume::Grid;

const POSE: Pose = Pose {
    rotation: 0.0,
    tilt: 0.0,
    centre: Vec3::ZERO,
    gap: 100.0,
    field: 200.0,
};

fn brightest(plate: &Plate) -> (usize, usize) {
    let best = (0..plate.values.len())
        .max_by(|&a, &b| plate.values[a].total_cmp(&plate.values[b]))
        .unwrap();
    (best % plate.size, best / plate.size)
}

#[test]
fn a_slab_attenuates_by_its_thickness() {
    let grid = Grid::spanning(Vec3::splat(-60.0), Vec3::splat(60.0), 2.0);
    let mut volume = Volume::air(grid);
    let low = Vec3::new(-50.0, -20.0, -50.0);
    volume.fill(low, -low, 0.02, |p| (p.abs() + low).max_element());
    let front = Lines::of(&volume, &[], &Rig::frontal(POSE), 32).plate();
    let side = Lines::of(&volume, &[], &Rig::lateral(POSE), 32).plate();
    let middle = |plate: &Plate| plate.values[16 * 32 + 16];
    assert!(
        (middle(&front) - 0.02 * 40.0).abs() < 0.01,
        "{}",
        middle(&front)
    );
    assert!(
        (middle(&side) - 0.02 * 100.0).abs() < 0.02,
        "{}",
        middle(&side)
    );
    assert_eq!(front.values[0], 0.0);
}

#[test]
fn sides_are_where_films_have_them() {
    let air = Volume::air(Grid::spanning(Vec3::splat(-60.0), Vec3::splat(60.0), 4.0));
    let mut parts = Primitives::default();
    // To the left, in front, high up.
    let place = Vec3::new(30.0, -20.0, 40.0);
    parts.ball(place, Vec3::splat(8.0), Matter::Solid(0.05), Shown::Both);
    for (rig, right) in [(Rig::frontal(POSE), true), (Rig::lateral(POSE), false)] {
        let plate = Lines::of(&air, &parts.0, &rig, 128).plate();
        let (column, row) = brightest(&plate);
        assert_eq!(column > 64, right, "{:?}", rig.shown);
        assert!(row < 64);
        let (seen_column, seen_row, _) = rig.seen(128, place);
        assert!((seen_column - column as f32).abs() < 3.0);
        assert!((seen_row - row as f32).abs() < 3.0);
    }
}

#[test]
fn what_is_nearer_to_the_tube_is_larger() {
    let rig = Rig::frontal(POSE);
    let (_, _, far) = rig.seen(64, Vec3::new(0.0, -100.0, 0.0));
    let (_, _, near) = rig.seen(64, Vec3::new(0.0, 100.0, 0.0));
    assert!((far - 1.0).abs() < 1e-4);
    assert!((near - 1800.0 / 1600.0).abs() < 1e-3);
}

#[test]
fn tubes_and_balls_have_exact_chords() {
    let mut parts = Primitives::default();
    parts.ball(
        Vec3::ZERO,
        Vec3::new(3.0, 5.0, 7.0),
        Matter::Solid(1.0),
        Shown::Both,
    );
    let section = Section {
        along: 4.0,
        across: 2.0,
        up: Vec3::Z,
    };
    let ends = [(Vec3::NEG_X * 10.0, section), (Vec3::X * 10.0, section)];
    parts.tube(&ends, Matter::Solid(1.0), Shown::Both);
    let length = |part: usize, ray: Vec3| path_length(&parts.0[part].form, ray * -3.0, ray);
    for (part, expected) in [(0, [6.0, 10.0, 14.0]), (1, [20.0, 4.0, 8.0])] {
        for (ray, expected) in [Vec3::X, Vec3::Y, Vec3::Z].into_iter().zip(expected) {
            assert!((length(part, ray) - expected).abs() < 1e-3, "{part} {ray}");
        }
    }
    // Bent tubes leave neither gap nor overlap: the chord through the joint is whole.
    let mut bent = Primitives::default();
    let corner = [
        Vec3::new(-10.0, 0.0, 0.0),
        Vec3::ZERO,
        Vec3::new(10.0, 0.0, 4.0),
    ];
    bent.wire(&corner, 2.0, Matter::Solid(1.0), Shown::Both);
    let through = |x: f32| -> f32 {
        let start = Vec3::new(x, -5.0, 0.0);
        bent.0
            .iter()
            .map(|part| path_length(&part.form, start, Vec3::Y))
            .sum()
    };
    for step in -10..=10 {
        let length = through(0.03 + step as f32 * 0.1);
        assert!((3.5..=4.01).contains(&length), "{step}: {length}");
    }
}
