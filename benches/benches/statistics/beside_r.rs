//! The same questions to R and to our crates, in turn, on the same answers.

use std::fmt::Write;
use std::hint::black_box;

use anyhow::{Context, Result, ensure};
use counts::{ItemTotals, NO_ANSWER, PairMoments, ScaleCounts, ScaleShape};
use indices::aggregation::GroupMoments;
use indices::agreement::{NullDistribution, rwg_j};
use indices::factor::{Equality, Level, Model, SampleMoments, Settings, fit};
use indices::multilevel::{Method, random_intercept};
use indices::reliability::{self, ItemCovariances, ItemStatistics};
use survey::{MissingRule, Points};

use crate::answers::{Answers, Drawing};
use crate::figures::{heading, median, timed};
use crate::known;
use crate::r_process::{R, Started};

const ITEMS: usize = 6;
const UNITS: u32 = 500;
const MISSING_PER_MILLE: u64 = 10;
const ROUNDS: usize = 5;

/// One question: what R calls it, how it is named in the table, and how far the two may be apart. R's closed forms are
/// good to about 13 digits; its searches stop where they stop.
struct Question {
    name: &'static str,
    title: &'static str,
    tolerance: f64,
    ours: fn(&People) -> Result<Vec<Option<f64>>>,
}

const QUESTIONS: [Question; 5] = [
    Question { name: "alpha", title: "psych::alpha, 6 items", tolerance: 1e-11, ours: alpha },
    Question { name: "cronbach", title: "multilevel::cronbach, 6 items", tolerance: 1e-12, ours: cronbach },
    Question { name: "agreement", title: "multilevel::rwg.j, 500 units", tolerance: 1e-11, ours: agreement },
    Question { name: "null_model", title: "lme4::lmer, null model by REML", tolerance: 1e-5, ours: null_model },
    Question { name: "invariance", title: "lavaan::cfa, scalar, two groups", tolerance: 1e-5, ours: scalar },
];

/// The answers of the CSV, in memory.
struct People {
    shape: ScaleShape,
    answers: Answers,
    /// The group of each person; rows are not sorted by it.
    halves: Vec<u32>,
}

/// Asks both sides everything in turn, checks that they agree, and prints the table.
pub(crate) fn measure(people: usize) -> Result<()> {
    let people = People::drawn(people)?;
    let file = tempfile::Builder::new().suffix(".csv").tempfile()?;
    std::fs::write(file.path(), people.csv())?;
    let mut r = match R::start(file.path())? {
        Started::Ready(r) => r,
        Started::Absent(why) => {
            println!("\n*** NOT COMPARED WITH R: {why}. ***");
            println!("*** apt-get install r-base-core r-cran-psych r-cran-multilevel r-cran-lme4 r-cran-lavaan ***");
            return Ok(());
        }
    };
    let rows = people.halves.len();
    heading(&format!(
        "beside R: {rows} rows, medians of {ROUNDS} in turn; R has the complete rows beforehand, we count"
    ));
    println!("{}", r.versions);
    println!("{:<34}{:>12}{:>14}{:>12}{:>24}", "", "ours", "R", "times", "greatest difference");
    for question in &QUESTIONS {
        let (mut ours_seconds, mut r_seconds, mut apart) = (Vec::new(), Vec::new(), 0.0);
        // The first question to either side only warms it up, and shows whether both say the same.
        for round in 0..=ROUNDS {
            let (ours, took) = timed(|| (question.ours)(&people));
            let theirs = r.ask(question.name)?;
            apart = difference(&ours?, &theirs.values, question.tolerance).context(question.title)?;
            if round > 0 {
                ours_seconds.push(took);
                r_seconds.push(theirs.seconds);
            }
        }
        let (ours, theirs) = (median(&ours_seconds), median(&r_seconds));
        let (milliseconds, r_milliseconds, times) = (ours * 1e3, theirs * 1e3, theirs / ours);
        println!("{:<34}{milliseconds:>9.2} ms{r_milliseconds:>11.1} ms{times:>12.0}{apart:>24.1e}", question.title);
    }
    Ok(())
}

/// The greatest difference in relation to R's value, or to 0.001 where that is greater: an RMSEA of nought has nothing to
/// be related to.
fn difference(ours: &[Option<f64>], theirs: &[Option<f64>], tolerance: f64) -> Result<f64> {
    ensure!(ours.len() == theirs.len(), "{} numbers against R's {}", ours.len(), theirs.len());
    let mut greatest = 0.0_f64;
    for (position, pair) in ours.iter().zip(theirs).enumerate() {
        let apart = match pair {
            (Some(ours), Some(theirs)) => (ours - theirs).abs() / theirs.abs().max(1e-3),
            (None, None) => 0.0,
            _ => f64::INFINITY,
        };
        ensure!(apart <= tolerance, "number {} is {pair:?}: they differ by {apart:.1e} of it", position + 1);
        greatest = greatest.max(apart);
    }
    Ok(greatest)
}

impl People {
    fn drawn(people: usize) -> Result<Self> {
        let scales = [3, 3];
        let drawing =
            Drawing { people, units: UNITS, scales: &scales, missing_per_mille: MISSING_PER_MILLE, seed: 20_260_404 };
        let answers = drawing.answers();
        let shape = ScaleShape::new(Points::new(1, 5)?, vec![false; ITEMS], MissingRule::Complete)?;
        let halves = (0..2).cycle().take(people).collect();
        Ok(Self { shape, answers, halves })
    }

    fn columns(&self) -> Vec<&[u8]> {
        self.answers.columns.iter().map(Vec::as_slice).collect()
    }

    fn csv(&self) -> String {
        let mut text = String::from("unit,half,x1,x2,x3,x4,x5,x6\n");
        for (row, (unit, half)) in self.answers.cells.iter().zip(&self.halves).enumerate() {
            // Writing to a String cannot fail.
            let _ = write!(text, "{unit},{half}");
            for code in self.answers.columns.iter().filter_map(|column| column.get(row)) {
                let _ = if *code == NO_ANSWER { write!(text, ",NA") } else { write!(text, ",{code}") };
            }
            text.push('\n');
        }
        text
    }

    fn counted(&self, cells: &[u32], count: usize) -> Result<Vec<ScaleCounts>> {
        let mut counts = vec![ScaleCounts::new(&self.shape); count];
        ScaleCounts::add_columns(&mut counts, cells, &self.columns())?;
        Ok(counts)
    }

    fn per_unit(&self) -> Result<Vec<ScaleCounts>> {
        self.counted(&self.answers.cells, usize::try_from(UNITS)?)
    }
}

/// Everything that psych computes. The standardised numbers are computed and not compared: with missing answers psych took
/// them from pairwise covariances up to some version (2.2.9 does) and takes them from pairwise correlations since (2.5.3
/// does), as we do.
fn alpha(people: &People) -> Result<Vec<Option<f64>>> {
    let everybody = vec![0; people.halves.len()];
    let (mut pairs, mut totals) = ([PairMoments::new(&people.shape)], [ItemTotals::new(&people.shape)]);
    PairMoments::add_columns(&mut pairs, &everybody, &people.columns())?;
    ItemTotals::add_columns(&mut totals, &everybody, &people.columns())?;
    let ([pairs], [totals]) = (pairs, totals);
    let covariances = known(ItemCovariances::of_pairs(&pairs))?;
    let correlations = known(ItemCovariances::correlations_of_pairs(&pairs))?;
    black_box([
        reliability::alpha_of_correlations(&correlations),
        reliability::guttman(&correlations).lambda6,
        reliability::average_correlation(&correlations),
    ]);
    let items = reliability::item_statistics_pairwise(&pairs, &totals);
    let of_items = [
        |item: &ItemStatistics| item.alpha_if_dropped,
        |item: &ItemStatistics| item.item_total,
        |item: &ItemStatistics| item.item_rest,
        |item: &ItemStatistics| item.mean,
        |item: &ItemStatistics| item.sd,
    ];
    let of_items = of_items.iter().flat_map(|statistic| items.iter().map(statistic));
    let of_scale = [reliability::alpha_pairwise(&pairs), reliability::alpha_standard_error(&covariances)];
    Ok(of_scale.into_iter().chain(of_items).map(|estimate| estimate.value()).collect())
}

fn cronbach(people: &People) -> Result<Vec<Option<f64>>> {
    let everybody = people.counted(&vec![0; people.halves.len()], 1)?;
    let total = everybody.first().context("everybody")?;
    Ok(vec![reliability::cronbach_alpha(&total.moments()).value()])
}

fn agreement(people: &People) -> Result<Vec<Option<f64>>> {
    let rwg = |counts: &ScaleCounts| {
        let found = rwg_j(&counts.moments(), people.shape.points(), NullDistribution::Uniform);
        found.ok().map(|agreement| agreement.value)
    };
    let counts = people.per_unit()?;
    // R knows only the units of whoever answered everything.
    Ok(counts.iter().filter(|counts| counts.n() > 0).map(rwg).collect())
}

fn null_model(people: &People) -> Result<Vec<Option<f64>>> {
    let group = |counts: &ScaleCounts| {
        let total = counts.score_total();
        let squares = i128::try_from(total.squares).context("squares of scores")?;
        Ok(GroupMoments { n: total.persons, sum: i128::from(total.sum), squares })
    };
    let groups = people.per_unit()?.iter().map(group).collect::<Result<Vec<GroupMoments>>>()?;
    let fit = known(random_intercept(&groups, u64::from(people.shape.lcm()), Method::Reml))?;
    Ok([fit.tau2(), fit.sigma2(), fit.mu(), fit.se_mu(), fit.criterion()].map(Some).to_vec())
}

fn scalar(people: &People) -> Result<Vec<Option<f64>>> {
    let halves = people.counted(&people.halves, 2)?;
    let groups = halves.iter().map(|half| known(SampleMoments::of(&half.moments())));
    let groups: Vec<SampleMoments> = groups.collect::<Result<_>>()?;
    let names = ["x1", "x2", "x3", "x4", "x5", "x6"];
    let model = Model::new(&names, &[("f", &[0, 1, 2]), ("g", &[3, 4, 5])])?;
    let found = known(fit(&model, &groups, &Equality::full(Level::Scalar), Settings::default()))?.indices();
    let df = f64::from(u32::try_from(found.df)?);
    Ok(vec![Some(found.chi_square), Some(df), found.cfi.value(), found.rmsea.value(), Some(found.srmr)])
}
