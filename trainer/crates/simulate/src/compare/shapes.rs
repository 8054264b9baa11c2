//! Shape figures of a pair, from the outlines of the lungs in its equalised films.

use super::load::SIDE;

/// The figures' names, in their order.
pub const NAMES: [&str; 12] = [
    "frontal: height of the lungs over their width",
    "frontal: share of the right lung",
    "frontal: lungs in their box",
    "frontal: width at a quarter of the height over that at three quarters",
    "frontal: mediastinum over chest, upper quarter",
    "frontal: mediastinum over chest, middle",
    "frontal: mediastinum over chest, lower quarter (heart)",
    "frontal: right apex over left, of the height",
    "frontal: right base over left, of the height",
    "lateral: depth of the lungs over their height",
    "lateral: lungs in their box",
    "lateral: lean of the lungs to the back",
];

/// The figures of a frontal and a lateral film; NaN where the lungs were not found.
pub fn of(films: &[Vec<f32>; 2]) -> [f32; NAMES.len()] {
    let mut figures = [f32::NAN; NAMES.len()];
    if let Some([right, left]) = lungs(&films[0]) {
        figures[..9].copy_from_slice(&frontal(&right, &left));
    }
    if let Some(lung) = single(&films[1]) {
        figures[9..].copy_from_slice(&lateral(&lung));
    }
    figures
}

/// A dark region: the first and last column of each of its rows, and its size.
struct Region {
    rows: Vec<Option<(usize, usize)>>,
    area: usize,
    top: usize,
    bottom: usize,
    left: usize,
    right: usize,
}

fn frontal(right: &Region, left: &Region) -> [f32; 9] {
    let (top, bottom) = (right.top.min(left.top), right.bottom.max(left.bottom));
    let height = (bottom - top + 1) as f32;
    let width = (left.right - right.left + 1) as f32;
    let area = (right.area + left.area) as f32;
    // The patient's right lung is on the left of the film.
    let at = |part: f32| {
        let row = top + (part * height) as usize;
        let (a, b) = (right.rows[row]?, left.rows[row]?);
        Some(((b.1 - a.0 + 1) as f32, b.0 as f32 - a.1 as f32 - 1.0))
    };
    let wide = |part: f32| at(part).map_or(f32::NAN, |(wide, _)| wide);
    let gap = |part: f32| at(part).map_or(f32::NAN, |(wide, gap)| gap / wide);
    [
        height / width,
        right.area as f32 / area,
        area / (height * width),
        wide(0.25) / wide(0.75),
        gap(0.25),
        gap(0.5),
        gap(0.75),
        (left.top as f32 - right.top as f32) / height,
        (left.bottom as f32 - right.bottom as f32) / height,
    ]
}

fn lateral(lung: &Region) -> [f32; 3] {
    let (height, depth) = (lung.bottom - lung.top + 1, lung.right - lung.left + 1);
    let middle = |part: f32| {
        let row = lung.top + (part * height as f32) as usize;
        lung.rows[row].map_or(f32::NAN, |(first, last)| 0.5 * (first + last) as f32)
    };
    [
        depth as f32 / height as f32,
        lung.area as f32 / (height * depth) as f32,
        (middle(0.8) - middle(0.2)) / depth as f32,
    ]
}

/// Both lungs of a frontal film: at the brightest threshold at which two dark regions, one on each
/// side, keep off the film's edges.
fn lungs(film: &[f32]) -> Option<[Region; 2]> {
    thresholds().find_map(|threshold| {
        let regions = regions(film, threshold);
        let of = |side: &dyn Fn(&Region) -> bool| regions.iter().position(side);
        let middle = SIDE / 2;
        let centre = |region: &Region| (region.left + region.right) / 2;
        let right = of(&|r| centre(r) < middle && r.right < middle + SIDE / 8)?;
        let left = of(&|r| centre(r) >= middle && r.left + SIDE / 8 > middle)?;
        let mut regions: Vec<Option<Region>> = regions.into_iter().map(Some).collect();
        Some([regions[right].take()?, regions[left].take()?])
    })
}

/// The lungs of a lateral film.
fn single(film: &[f32]) -> Option<Region> {
    thresholds().find_map(|threshold| {
        let regions = regions(film, threshold).into_iter();
        regions
            .filter(|region| region.area > SIDE * SIDE / 12)
            .find(|region| (SIDE / 5..4 * SIDE / 5).contains(&((region.left + region.right) / 2)))
    })
}

fn thresholds() -> impl Iterator<Item = f32> {
    (0..24).map(|step| 0.62 - 0.02 * step as f32)
}

/// The dark regions off the film's edges that are large enough for a lung, the largest first.
fn regions(film: &[f32], threshold: f32) -> Vec<Region> {
    let mut seen = vec![false; film.len()];
    let mut found = Vec::new();
    let mut open = Vec::new();
    for start in 0..film.len() {
        if seen[start] || film[start] >= threshold {
            continue;
        }
        let mut region = Region {
            rows: vec![None; SIDE],
            area: 0,
            top: SIDE,
            bottom: 0,
            left: SIDE,
            right: 0,
        };
        seen[start] = true;
        open.push(start);
        while let Some(at) = open.pop() {
            let (row, column) = (at / SIDE, at % SIDE);
            region.area += 1;
            let ends = region.rows[row].get_or_insert((column, column));
            *ends = (ends.0.min(column), ends.1.max(column));
            region.top = region.top.min(row);
            region.bottom = region.bottom.max(row);
            region.left = region.left.min(column);
            region.right = region.right.max(column);
            let mut visit = |next: usize| {
                if !seen[next] && film[next] < threshold {
                    seen[next] = true;
                    open.push(next);
                }
            };
            if column > 0 {
                visit(at - 1);
            }
            if column + 1 < SIDE {
                visit(at + 1);
            }
            if row > 0 {
                visit(at - SIDE);
            }
            if row + 1 < SIDE {
                visit(at + SIDE);
            }
        }
        let inside = region.top > 0
            && region.left > 0
            && region.bottom + 1 < SIDE
            && region.right + 1 < SIDE;
        if inside && region.area > SIDE * SIDE / 30 {
            found.push(region);
        }
    }
    found.sort_by_key(|region| std::cmp::Reverse(region.area));
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_figures_of_a_drawn_chest_are_those_it_was_drawn_with() {
        let inside = |x: f32, y: f32, cx: f32, rx: f32| {
            ((x - cx) / rx).powi(2) + ((y - 112.0) / 80.0).powi(2) < 1.0
        };
        let film: Vec<f32> = (0..SIDE * SIDE)
            .map(|at| {
                let (x, y) = ((at % SIDE) as f32, (at / SIDE) as f32);
                let lung = inside(x, y, 65.0, 35.0) || inside(x, y, 160.0, 30.0);
                if lung { 0.2 } else { 0.8 }
            })
            .collect();
        let side: Vec<f32> = (0..SIDE * SIDE)
            .map(|at| {
                let (x, y) = ((at % SIDE) as f32, (at / SIDE) as f32);
                if inside(x, y, 110.0, 60.0) { 0.2 } else { 0.8 }
            })
            .collect();
        let figures = of(&[film, side]);
        for (figure, expected) in [
            (figures[0], 160.0 / 160.0),
            (figures[1], 35.0 / 65.0),
            (figures[5], 30.0 / 160.0),
            (figures[7], 0.0),
            (figures[9], 120.0 / 160.0),
            (figures[10], std::f32::consts::FRAC_PI_4),
            (figures[11], 0.0),
        ] {
            assert!(
                (figure - expected).abs() < 0.02,
                "{figure} is not {expected}: {figures:?}"
            );
        }
        assert!(of(&[vec![0.5; SIDE * SIDE], vec![0.5; SIDE * SIDE]])[0].is_nan());
    }
}
