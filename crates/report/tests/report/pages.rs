//! The pages: whole, honest, and usable by everybody.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use disclosure::{Reason, Sealed};
use report::{Page, html, site};
use survey::Language;

use crate::markup::{Step, attribute, check_balance, steps, tables, text};
use crate::municipality::{HOSTILE_NAME, sealed};

/// Small enough that many cells are withheld.
pub(crate) static CUBE: LazyLock<Sealed> = LazyLock::new(|| sealed(1_500));

fn all_pages() -> Vec<Page> {
    site(&CUBE).into_iter().filter(|page| page.file_name.ends_with(".html")).collect()
}

#[test]
fn the_folder_holds_every_language_and_one_style_sheet() {
    let names: Vec<String> = site(&CUBE).into_iter().map(|page| page.file_name).collect();
    let expect = [
        "index.html",
        "index.nb.html",
        "units.nb.html",
        "plan.nb.html",
        "report.css",
        "index.nn.html",
        "units.nn.html",
        "plan.nn.html",
        "index.en.html",
        "units.en.html",
        "plan.en.html",
    ];
    assert_eq!(names, expect);
    let of_one: Vec<String> = html(&CUBE, Language::Nn).into_iter().map(|page| page.file_name).collect();
    assert_eq!(of_one, ["index.nn.html", "units.nn.html", "plan.nn.html", "report.css"]);
}

#[test]
fn absence_stands_by_quarter_with_mix_and_rate_apart() {
    for page in all_pages().iter().filter(|page| page.file_name.starts_with("index.")) {
        for id in ["quarters", "parted-former", "parted-years"] {
            for format in ["wide", "narrow"] {
                assert!(
                    page.content.contains(&format!("id=\"{id}-{format}-d\"")),
                    "{id} {format} in {}",
                    page.file_name
                );
            }
        }
    }
    let nb = html(&CUBE, Language::Nb).into_iter().find(|page| page.file_name.starts_with("index")).unwrap();
    let words = text(&nb.content);
    // The figures of the table beside the drawing are those of the cube, with the sign written out.
    let total = CUBE.group_indices().next().unwrap();
    let change =
        CUBE.absence_course().rate(total, disclosure::Period::Quarter(2023, 2)).shown().unwrap().change().unwrap();
    let sign = if change < 0.0 { "\u{2212}" } else { "+" };
    let expected = format!("{sign}{:.1} prosentpoeng", change.abs()).replace('.', ",");
    assert!(words.contains(&expected), "{expected}");
    assert!(words.contains("2. kvartal 2023") && words.contains("2022 mot 2021"), "names of rows");
}

#[test]
fn every_tag_is_closed_and_every_identifier_is_its_own() {
    for page in all_pages() {
        check_balance(&page.content);
        let mut ids = BTreeSet::new();
        let mut links = Vec::new();
        for step in steps(&page.content) {
            if let Step::Open(name, attributes, _) = step {
                if let Some(id) = attribute(&format!(" {attributes}"), " id") {
                    assert!(ids.insert(id.to_owned()), "{}: {id} occurs twice", page.file_name);
                }
                if name == "a" {
                    links.push(attribute(attributes, "href").unwrap().to_owned());
                }
            }
        }
        let files: BTreeSet<String> = site(&CUBE).into_iter().map(|page| page.file_name).collect();
        for link in links {
            let found = link.strip_prefix('#').map_or_else(|| files.contains(&link), |id| ids.contains(id));
            assert!(found, "{}: nothing at {link}", page.file_name);
        }
    }
}

#[test]
fn pages_need_no_script_no_other_host_and_no_inline_style() {
    for page in site(&CUBE) {
        for forbidden in
            ["<script", "javascript:", "://", "@import", " style=\"", " onclick", "NaN", "Infinity", "inf%"]
        {
            let content = page.content.replace("http://www.w3.org/2000/svg", "");
            assert!(!content.contains(forbidden), "{} holds {forbidden}", page.file_name);
        }
    }
}

#[test]
fn names_are_escaped_everywhere() {
    let escaped = "&lt;b&gt;&amp;amp &amp; &quot;Sjøstrand&quot; &lt;script&gt;";
    for page in all_pages() {
        assert!(!page.content.contains("<b>") && !page.content.contains("<script"), "{}", page.file_name);
        if page.file_name.starts_with("units") {
            assert!(page.content.contains(escaped) || page.content.contains(&escaped.replace("&quot;", "\"")));
            assert!(text(&page.content).contains(HOSTILE_NAME));
        }
    }
}

#[test]
fn the_page_says_its_language_and_can_be_skipped_through() {
    for (language, page) in Language::ALL.into_iter().map(|language| (language, html(&CUBE, language).remove(0))) {
        let content = &page.content;
        assert!(content.contains(&format!("<html lang=\"{}\">", language.code())));
        assert!(content.contains("class=\"skip\" href=\"#main\"") && content.contains("<main id=\"main\">"));
        assert_eq!(content.matches("<h1>").count(), 1);
        assert_eq!(content.matches("aria-current=\"true\"").count(), 1);
        for other in Language::ALL {
            assert!(content.contains(&format!("href=\"index.{}.html\" lang=\"{}\"", other.code(), other.code())));
        }
    }
}

#[test]
fn headings_never_skip_a_level_and_sections_are_named() {
    for page in all_pages() {
        let mut last = 0;
        for step in steps(&page.content) {
            match step {
                Step::Open(name @ ("h1" | "h2" | "h3" | "h4" | "h5"), _, _) => {
                    let level = name[1..].parse::<u8>().unwrap();
                    assert!(level <= last + 1, "{}: {name} after h{last}", page.file_name);
                    last = level;
                }
                Step::Open("section", attributes, _) => {
                    assert!(attributes.contains("aria-labelledby") || attributes.contains("class=\"area\""));
                }
                _ => {}
            }
        }
    }
}

#[test]
fn every_drawing_speaks_and_has_its_table_right_below() {
    for page in all_pages() {
        for drawing in page.content.split("<svg ").skip(1) {
            let shapes = drawing.split_once("</svg>").unwrap().0;
            assert!(shapes.contains("role=\"img\"") && shapes.contains("<title id=") && shapes.contains("<desc id="));
            assert!(
                !shapes.contains("fill=\"#") && !shapes.contains("stroke=\"#"),
                "a colour that cannot follow the page"
            );
            for size in shapes.split("font-size=\"").skip(1) {
                let size: f64 = size.split_once('"').unwrap().0.parse().unwrap();
                assert!(size >= 11.999, "text of {size} px");
            }
        }
        for figure in page.content.split("<figure>").skip(1) {
            let figure = figure.split_once("</figure>").unwrap().0;
            assert_eq!(figure.matches("<svg class=\"wide\"").count(), 1);
            assert_eq!(figure.matches("<svg class=\"narrow\"").count(), 1);
            assert_eq!(figure.matches("<table ").count(), 1);
        }
    }
}

#[test]
fn every_header_cell_says_what_it_heads() {
    for page in all_pages() {
        for step in steps(&page.content) {
            match step {
                Step::Open("th", attributes, _) => {
                    assert!(matches!(attribute(attributes, "scope"), Some("col" | "row" | "rowgroup")), "{attributes}");
                }
                Step::Open("table" | "td" | "tr", attributes, _) => assert!(attributes.contains("role=")),
                _ => {}
            }
        }
        assert_eq!(page.content.matches("<table ").count(), page.content.matches("<caption>").count());
    }
}

#[test]
fn withheld_cells_say_why_and_hold_no_number() {
    let mut seen = BTreeSet::new();
    for language in Language::ALL {
        for page in html(&CUBE, language).into_iter().filter(|page| page.file_name.ends_with(".html")) {
            for cell in page.content.split("class=\"withheld\"").skip(1) {
                let cell = cell.split_once("</td>").unwrap().0;
                let words = text(&format!("<!DOCTYPE html><td{cell}"));
                let reason = Reason::ALL.into_iter().find(|reason| words.starts_with(reason.mark(language))).unwrap();
                assert!(!words.chars().any(|letter| letter.is_ascii_digit()), "{words}");
                seen.insert(reason);
                // The sentence is in the cell, or right below its row.
                let row = page.content.split_once(cell).unwrap().1;
                let near = row.split("</tr>").take(2).collect::<String>();
                assert!(
                    words.contains(reason.sentence(language)) || near.contains(reason.sentence(language)),
                    "{words}"
                );
            }
        }
    }
    assert!(seen.contains(&Reason::TooFew) && seen.contains(&Reason::ProtectsAnother), "{seen:?}");
}

#[test]
fn a_zone_is_never_a_colour_alone() {
    for language in Language::ALL {
        let page = html(&CUBE, language).remove(0).content;
        let zones: Vec<&str> = page
            .split("class=\"zone ")
            .skip(1)
            .map(|zone| zone.split_once("</span> <span class=\"sure").unwrap().0)
            .collect();
        assert!(zones.len() > 20);
        for zone in zones {
            let (class, inside) = zone.split_once("\">").unwrap();
            let (found, shape) = match class {
                "desired" => (disclosure::Zone::Desired, "●"),
                "accepted" => (disclosure::Zone::Accepted, "◐"),
                "not-approved" => (disclosure::Zone::NotApproved, "○"),
                other => panic!("{other}"),
            };
            assert!(inside.contains(found.name(language)) && inside.contains(shape), "{inside}");
        }
    }
}

#[test]
fn borrowed_limits_are_called_borrowed_wherever_they_stand() {
    for language in Language::ALL {
        let page = text(&html(&CUBE, language).remove(0).content);
        for plan in CUBE.plans() {
            assert!(page.contains(plan.notice.get(language)), "{}", plan.id);
        }
        let first = page.find(CUBE.plans()[0].notice.get(language)).unwrap();
        let contents = page.find(match language {
            Language::Nb => "Innhold",
            Language::Nn => "Innhald",
            Language::En => "Contents",
        });
        assert!(first < contents.unwrap(), "the notice stands on the first screen");
    }
}

#[test]
fn indicators_without_a_measure_say_so_and_name_their_source() {
    let page = html(&CUBE, Language::Nb).remove(0).content;
    let missing: Vec<_> = tables(&page).into_iter().filter(|(caption, _)| caption == "Ikke målt i Mestring").collect();
    assert_eq!(missing.len(), 2);
    for (_, rows) in missing {
        for row in &rows[1..] {
            assert_eq!(row[1], "ikke målt");
            assert!(row[0].contains("Kilde: "), "{row:?}");
        }
    }
}

#[test]
fn units_stand_in_the_order_of_the_organisation() {
    let page = html(&CUBE, Language::En).remove(1).content;
    let shown: Vec<usize> =
        page.split("id=\"unit-").skip(1).map(|row| row.split_once('"').unwrap().0.parse().unwrap()).collect();
    let units: Vec<usize> = CUBE
        .group_indices()
        .zip(CUBE.groups())
        .filter(|(_, group)| matches!(group.kind, disclosure::GroupKind::Unit { .. }))
        .map(|(index, _)| index.get())
        .collect();
    assert_eq!(shown, units);
}
