//! The curves of a run as one SVG.

use std::collections::BTreeMap;

use anyhow::{Result, anyhow};
use plotters::prelude::SVGBackend;
use plotters::{
    chart::ChartBuilder,
    coord::Shift,
    drawing::{DrawingArea, IntoDrawingArea},
    series::LineSeries,
    style::{BLACK, BLUE, WHITE},
};

/// Width of a curve's panel, and its height, in pixels.
const PANEL: (u32, u32) = (420, 220);

/// Panels beside each other.
const ACROSS: usize = 2;

/// Draws each curve, points of (images seen, value), in a panel of its own.
///
/// # Errors
/// The plotting library's own.
pub fn draw(curves: &BTreeMap<String, Vec<(f64, f64)>>) -> Result<String> {
    let rows = curves.len().div_ceil(ACROSS).max(1);
    let size = (PANEL.0 * ACROSS as u32, PANEL.1 * rows as u32);
    let mut svg = String::new();
    {
        let area = SVGBackend::with_string(&mut svg, size).into_drawing_area();
        area.fill(&WHITE).map_err(failed)?;
        for (panel, (name, points)) in area.split_evenly((rows, ACROSS)).iter().zip(curves) {
            panel_of(panel, name, points)?;
        }
        area.present().map_err(failed)?;
    }
    Ok(svg)
}

fn panel_of(
    panel: &DrawingArea<SVGBackend<'_>, Shift>,
    name: &str,
    points: &[(f64, f64)],
) -> Result<()> {
    let range = |values: &mut dyn Iterator<Item = f64>| {
        let (low, high) = values.fold((f64::MAX, f64::MIN), |(a, b), value| {
            (a.min(value), b.max(value))
        });
        let margin = ((high - low) * 0.05).max(high.abs() * 1e-3).max(1e-6);
        low - margin..high + margin
    };
    if points.is_empty() {
        return Ok(());
    }
    let mut chart = ChartBuilder::on(panel)
        .caption(name, ("sans-serif", 16))
        .margin(8)
        .x_label_area_size(24)
        .y_label_area_size(56)
        .build_cartesian_2d(
            range(&mut points.iter().map(|point| point.0)),
            range(&mut points.iter().map(|point| point.1)),
        )
        .map_err(failed)?;
    chart
        .configure_mesh()
        .x_labels(5)
        .y_labels(5)
        .axis_style(BLACK)
        .x_label_formatter(&|images| format!("{}k", images / 1000.0))
        .draw()
        .map_err(failed)?;
    chart
        .draw_series(LineSeries::new(points.iter().copied(), &BLUE))
        .map_err(failed)?;
    Ok(())
}

fn failed(error: impl std::fmt::Display) -> anyhow::Error {
    anyhow!("the plot could not be drawn: {error}")
}
