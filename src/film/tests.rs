#![allow(clippy::unwrap_used)]

use super::*;

const SIZE: usize = 64;

/// A film with a dark and a bright half and a slope over the whole range.
fn film() -> Vec<f32> {
    (0..SIZE * SIZE)
        .map(|at| match (at % SIZE, at / SIZE) {
            (column, row) if row < SIZE / 2 => column as f32 / (SIZE - 1) as f32 * 2.0 - 1.0,
            (column, _) if column < SIZE / 2 => -0.8,
            _ => 0.8,
        })
        .collect()
}

#[test]
fn the_default_changes_nothing() {
    let developed = develop(&film(), SIZE, &Development::default());
    for (a, b) in film().iter().zip(&developed) {
        assert!((a - b).abs() < 1e-5, "{a} became {b}");
    }
}

#[test]
fn the_same_seed_gives_the_same_film_and_another_only_other_grain() {
    let how = Development {
        grain: 0.01,
        ..Development::draw(7)
    };
    let one = develop(&film(), SIZE, &how);
    assert_eq!(one, develop(&film(), SIZE, &how));
    let other = develop(&film(), SIZE, &Development { seed: 8, ..how });
    assert_ne!(one, other);
    let mean = |values: &[f32]| values.iter().sum::<f32>() / values.len() as f32;
    assert!((mean(&one) - mean(&other)).abs() < 0.005);
    assert_ne!(Development::draw(7), Development::draw(8));
}

#[test]
fn numbers_far_out_are_refused() {
    assert_eq!(Development::default().check(), Ok(()));
    for seed in 0..100 {
        assert_eq!(Development::draw(seed).check(), Ok(()));
    }
    let alien = |change: fn(&mut Development)| {
        let mut how = Development::default();
        change(&mut how);
        how.check().unwrap_err().to_string()
    };
    assert!(alien(|it| it.haze_reach = 1e9).contains("haze_reach"));
    assert!(alien(|it| it.grain = f32::NAN).contains("grain"));
    assert!(alien(|it| it.collimation[2] = -1.0).contains("collimation"));
}

#[test]
fn grain_is_stronger_where_the_film_is_white() {
    let how = Development {
        grain: 0.01,
        ..Development::default()
    };
    let deviation = |level: f32| {
        let developed = develop(&[level; SIZE * SIZE], SIZE, &how);
        let squares = developed.iter().map(|v| (v - level).powi(2));
        (squares.sum::<f32>() / developed.len() as f32).sqrt()
    };
    let (dark, bright) = (deviation(-0.8), deviation(0.8));
    assert!(bright > 2.0 * dark, "{dark} {bright}");
}

#[test]
fn haze_lowers_contrast_and_edges_are_black() {
    let how = Development {
        haze: 0.2,
        collimation: [0.1, 0.0, 0.0, 0.0],
        ..Development::default()
    };
    let developed = develop(&film(), SIZE, &how);
    let at = |column: usize| developed[(SIZE - 8) * SIZE + column];
    assert!(at(3) < -0.9, "outside the collimator");
    assert!(at(SIZE / 2 + 2) < 0.75, "light is scattered into the white");
    assert!(at(12) < -0.7 && at(12) > -0.95);
    assert!(developed.iter().all(|v| (-1.0..=1.0).contains(v)));
}

#[test]
fn a_film_of_another_length_is_left_alone() {
    assert_eq!(develop(&[0.5; 3], 2, &Development::draw(1)), [0.5; 3]);
    assert!(develop(&[], 0, &Development::draw(1)).is_empty());
}

#[test]
fn blurring_keeps_the_mean_and_spreads_by_the_deviation() {
    let mut values = vec![0.0; SIZE * SIZE];
    values[SIZE / 2 * SIZE + SIZE / 2] = 1.0;
    blur(&mut values, SIZE, 3.0);
    let sum: f32 = values.iter().sum();
    let spread: f32 = values
        .iter()
        .enumerate()
        .map(|(at, v)| v * ((at / SIZE) as f32 - (SIZE / 2) as f32).powi(2))
        .sum();
    assert!((sum - 1.0).abs() < 1e-3, "{sum}");
    assert!((spread.sqrt() - 3.0).abs() < 0.15, "{}", spread.sqrt());
}
