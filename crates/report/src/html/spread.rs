//! How the answers spread, scale by scale, over everybody.

use disclosure::{AnswerShare, GroupIndex, ScaleText, View};
use maud::{Markup, html};

use super::figure::{self, Figure, share_cell};
use super::table::{Cell, Column, Form, Row, Table};
use crate::charts::spread::{self, Spread, halves};
use crate::reading::Reading;
use crate::words::fill;

pub(super) fn section(reading: &Reading<'_>) -> Option<Markup> {
    let total = reading.total()?;
    let words = &reading.words.sections;
    // One drawing needs one answer scale: that of the first index, which is nearly always that of every scale.
    let first = reading.indices().first().copied().or_else(|| reading.cube.scales().first())?;
    let scales: Vec<&ScaleText> = reading.cube.scales().iter().filter(|scale| scale.points == first.points).collect();
    let points: Vec<u8> = (first.points.min()..=first.points.max()).collect();
    let (mut rows, mut table_rows, mut spoken) = (Vec::new(), Vec::new(), Vec::new());
    for scale in scales {
        let (row, table_row, said) = scale_row(reading, scale, total, &points);
        rows.push(row);
        table_rows.push(table_row);
        spoken.push(said);
    }
    let mut columns: Vec<Column> =
        points.iter().map(|point| Column::number(fill(words.answer_point, &[("point", &point.to_string())]))).collect();
    columns.push(Column::number(words.favourable));
    columns.push(Column::number(reading.words.common.answers));
    let table = Table {
        caption: words.spread_chart.to_owned(),
        names: words.scale.to_owned(),
        form: Form::Plain,
        columns,
        rows: table_rows,
    };
    let chart = Spread { rows, poles: (words.lowest, words.highest), points };
    let figure = Figure {
        id: "spread-chart",
        title: words.spread_chart.to_owned(),
        description: fill(words.spread_described, &[("rows", &spoken.join(" "))]),
        note: None,
        table,
    };
    Some(html! {
        section aria-labelledby="spread" {
            h2 id="spread" { (words.spread) }
            p { (fill(words.spread_lead, &[("max", &first.points.max().to_string())])) }
            (figure.render(reading, |spoken| chart.draw(spoken)))
        }
    })
}

fn scale_row<'a>(
    reading: &Reading<'a>,
    scale: &'a ScaleText,
    total: GroupIndex,
    points: &[u8],
) -> (spread::Row<'a>, Row, String) {
    let label = scale.title.get(reading.language);
    let drawn = if scale.higher_is_better {
        label.to_owned()
    } else {
        format!("{label} ({})", reading.words.common.lower_is_better)
    };
    let name = html! { (drawn) };
    let width = points.len() + 2;
    let score = match reading.cube.score(&scale.id, total).view() {
        View::Shown(score) => score,
        View::Withheld(reason) => {
            let cells = (0..width).map(|_| Cell::Withheld(reason, None)).collect();
            let row =
                spread::Row { label: drawn, shares: Err(reason.mark(reading.language)), ends: Default::default() };
            return (row, Row::new(name, cells), figure::spoken_hidden(reading, label, reason));
        }
    };
    let tail = [share_cell(reading, score.favourable()), Cell::text(reading.numbers.whole(score.n()))];
    match score.distribution().view() {
        View::Shown(distribution) => {
            let shares: Vec<f64> = points.iter().map(|point| share_at(distribution, *point)).collect();
            let (low, high) = halves(&shares);
            let ends = (reading.numbers.share(low), reading.numbers.share(high));
            let cells = shares.iter().map(|share| Cell::text(reading.numbers.share(*share))).chain(tail).collect();
            let said = fill(reading.words.sections.spread_row, &[("name", label), ("low", &ends.0), ("high", &ends.1)]);
            (spread::Row { label: drawn, shares: Ok(shares), ends }, Row::new(name, cells), said)
        }
        View::Withheld(reason) => {
            let cells = points.iter().map(|_| Cell::Withheld(reason, None)).chain(tail).collect();
            let row =
                spread::Row { label: drawn, shares: Err(reason.mark(reading.language)), ends: Default::default() };
            (row, Row::new(name, cells), figure::spoken_hidden(reading, label, reason))
        }
    }
}

fn share_at(distribution: &[AnswerShare], point: u8) -> f64 {
    distribution.iter().find(|share| share.point() == point).map_or(0.0, AnswerShare::share)
}
