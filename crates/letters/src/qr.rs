//! A link as a square that a telephone reads.

use std::fmt::Write;

use maud::{Markup, html};
use qrcode::{Color, EcLevel, QrCode};

/// The link does not fit in a QR code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the address is too long for a QR code; use a shorter one")]
pub struct LinkTooLong;

/// White modules around the square, without which readers do not find it.
const QUIET: usize = 4;

/// A drawing of the link. A quarter of it may be dirty or creased (level Q) before it stops working.
pub(crate) fn drawing(link: &str, label: &str) -> Result<Markup, LinkTooLong> {
    let (width, modules) = modules(link)?;
    let side = width + 2 * QUIET;
    Ok(html! {
        svg class="qr" role="img" aria-label=(label) viewBox={ "0 0 " (side) " " (side) } shape-rendering="crispEdges" {
            path stroke="#000" d=(path(width, &modules)) {}
        }
    })
}

fn modules(link: &str) -> Result<(usize, Vec<bool>), LinkTooLong> {
    let code = QrCode::with_error_correction_level(link, EcLevel::Q).map_err(|_| LinkTooLong)?;
    Ok((code.width(), code.to_colors().into_iter().map(|color| color == Color::Dark).collect()))
}

/// Each run of dark modules is a line of width one through the middle of its row.
fn path(width: usize, modules: &[bool]) -> String {
    let mut path = String::new();
    for (row, dark) in modules.chunks(width).enumerate() {
        let mut column = 0;
        for run in dark.chunk_by(|one, next| one == next) {
            if run.first() == Some(&true) {
                // Writing to a string cannot fail.
                let _ = write!(path, "M{} {}.5h{}", column + QUIET, row + QUIET, run.len());
            }
            column += run.len();
        }
    }
    path
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// Draws the path of an SVG on paper with eight points per module, as a printer would, and reads it with an
    /// independent reader.
    pub(crate) fn read(svg: &str) -> String {
        const SCALE: usize = 8;
        let after =
            |text: &str, start: &str| text.split(start).nth(1).unwrap_or_else(|| panic!("no {start}")).to_owned();
        let inside = |text: &str, start: &str| after(text, start).split('"').next().unwrap().to_owned();
        let side: usize = inside(svg, "viewBox=\"0 0 ").split(' ').next().unwrap().parse().unwrap();
        let mut paper = vec![255_u8; side * side * SCALE * SCALE];
        for line in inside(svg, "d=\"").split('M').skip(1) {
            let (start, length) = line.split_once('h').unwrap();
            let (x, y) = start.split_once(' ').unwrap();
            let (x, y): (usize, usize) = (x.parse().unwrap(), y.strip_suffix(".5").unwrap().parse().unwrap());
            let length: usize = length.parse().unwrap();
            for row in y * SCALE..(y + 1) * SCALE {
                for column in x * SCALE..(x + length) * SCALE {
                    paper[row * side * SCALE + column] = 0;
                }
            }
        }
        let mut prepared =
            rqrr::PreparedImage::prepare_from_greyscale(side * SCALE, side * SCALE, |x, y| paper[y * side * SCALE + x]);
        let grids = prepared.detect_grids();
        assert_eq!(grids.len(), 1, "one square is found");
        grids[0].decode().unwrap().1
    }

    #[test]
    fn an_independent_reader_reads_the_link_from_the_drawing() {
        for link in [
            "https://svar.example.no/svar/2026-host?code=K7QM-2D9X-0VTR-5",
            "http://127.0.0.1:8380/svar/w?code=0000-0000-0000-0",
            "https://medarbeiderundersokelse.svar.asker.kommune.example/svar/2026-host?code=K7QM-2D9X-0VTR-1HAB-WCEF-GJNP-SY",
        ] {
            let svg = drawing(link, "label").unwrap().into_string();
            assert_eq!(read(&svg), link);
            assert!(svg.len() < 8_000, "{} bytes", svg.len());
        }
    }

    #[test]
    fn a_square_with_a_stain_is_still_read() {
        let link = "https://svar.example.no/svar/2026-host?code=K7QM-2D9X-0VTR-5";
        let (width, mut modules) = modules(link).unwrap();
        // A coffee stain of a ninth of the square, in the middle where no finder is.
        for row in width / 3..2 * width / 3 {
            for column in width / 3..2 * width / 3 {
                modules[row * width + column] = true;
            }
        }
        let side = width + 2 * QUIET;
        let svg = format!("<svg viewBox=\"0 0 {side} {side}\"><path d=\"{}\"/></svg>", path(width, &modules));
        assert_eq!(read(&svg), link);
    }

    #[test]
    fn a_link_beyond_every_square_is_refused() {
        assert_eq!(drawing(&"x".repeat(5_000), "label").unwrap_err(), LinkTooLong);
    }
}
