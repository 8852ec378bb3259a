//! The picture of the progress as PNG, because mail readers do not show SVG. No letters in it: the words stand around it.

use tiny_skia::{Color, FillRule, Paint, Path, PathBuilder, Pixmap, Rect, Stroke, StrokeDash, Transform};

use crate::domain::notice::NotSent;
use crate::domain::target::Plot;

const WIDTH: u16 = 1200;
const HEIGHT: u16 = 600;
const MARGIN: f32 = 24.0;

/// Draws a plot, 1200 × 600, for a screen that shows it at half that size.
///
/// # Errors
/// [`NotSent::Permanent`] when the picture cannot be encoded.
pub fn png(plot: &Plot) -> Result<Vec<u8>, NotSent> {
    let failed = || NotSent::Permanent("the picture could not be drawn".to_owned());
    let mut canvas = Pixmap::new(u32::from(WIDTH), u32::from(HEIGHT)).ok_or_else(failed)?;
    canvas.fill(Color::WHITE);
    for quarter in 0..=4_u8 {
        let y = f64::from(quarter) / 4.0;
        stroke(&mut canvas, &[(0.0, y), (1.0, y)], [217, 222, 221], 2.0, false);
    }
    for (x, _) in &plot.months {
        stroke(&mut canvas, &[(*x, 0.0), (*x, 0.015)], [59, 70, 68], 2.0, false);
    }
    if let Some((now, [low, expected, high])) = plot.forecast {
        if let Some(band) = path(&[now, (1.0, high), (1.0, low)], true) {
            canvas.fill_path(&band, &paint([206, 226, 224]), FillRule::Winding, Transform::identity(), None);
        }
        stroke(&mut canvas, &[now, (1.0, expected)], [11, 92, 90], 4.0, true);
    }
    stroke(&mut canvas, &[(0.0, plot.goal), (1.0, plot.goal)], [179, 84, 30], 4.0, false);
    stroke(&mut canvas, &plot.line, [11, 92, 90], 7.0, false);
    if let Some((x, y)) = plot.line.last().map(place)
        && let Some(dot) = Rect::from_xywh(x - 8.0, y - 8.0, 16.0, 16.0).and_then(PathBuilder::from_oval)
    {
        canvas.fill_path(&dot, &paint([11, 92, 90]), FillRule::Winding, Transform::identity(), None);
    }
    canvas.encode_png().map_err(|_| failed())
}

#[expect(clippy::cast_possible_truncation, reason = "a place on a canvas of 1200 points")]
fn place((x, y): &(f64, f64)) -> (f32, f32) {
    let (width, height) = (f32::from(WIDTH) - 2.0 * MARGIN, f32::from(HEIGHT) - 2.0 * MARGIN);
    (MARGIN + *x as f32 * width, MARGIN + (1.0 - *y as f32) * height)
}

fn path(points: &[(f64, f64)], closed: bool) -> Option<Path> {
    let (first, rest) = points.split_first()?;
    let mut builder = PathBuilder::new();
    let (x, y) = place(first);
    builder.move_to(x, y);
    for (x, y) in rest.iter().map(place) {
        builder.line_to(x, y);
    }
    if closed {
        builder.close();
    }
    builder.finish()
}

fn paint([red, green, blue]: [u8; 3]) -> Paint<'static> {
    let mut paint = Paint::default();
    paint.set_color_rgba8(red, green, blue, 255);
    paint.anti_alias = true;
    paint
}

fn stroke(canvas: &mut Pixmap, points: &[(f64, f64)], color: [u8; 3], width: f32, dashed: bool) {
    let dash = if dashed { StrokeDash::new(vec![14.0, 10.0], 0.0) } else { None };
    if let Some(path) = path(points, false) {
        let style = Stroke { width, dash, ..Stroke::default() };
        canvas.stroke_path(&path, &paint(color), &style, Transform::identity(), None);
    }
}
