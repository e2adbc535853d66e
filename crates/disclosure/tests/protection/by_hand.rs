//! Cases small enough to be followed by hand.

use disclosure::protection::{
    Cell, Class, ClassSummary, Decision, Partition, PlanError, ReleasedRow, Request, RequestError, Sensitive,
};

use Decision::{Empty, Primary, Published, Secondary};

fn cell(key: &str, class: Class, groups: &[usize]) -> Cell {
    Cell { key: key.to_owned(), class, minimum: 5, groups: groups.to_vec() }
}

fn request(people: &[u64], cells: Vec<Cell>) -> Request {
    Request {
        minimum: 5,
        people: people.to_vec(),
        cells,
        partitions: Vec::new(),
        sensitive: Vec::new(),
        released: Vec::new(),
    }
}

/// People of each inner group, cells by their inner groups, and what is decided of each.
fn check(people: &[u64], cells: &[&[usize]], expected: &[Decision]) {
    let cells = cells.iter().enumerate().map(|(at, groups)| cell(&format!("c{at}"), Class::Tree, groups)).collect();
    let plan = request(people, cells).plan().unwrap();
    assert_eq!(plan.decisions(), expected, "{people:?}");
    assert_eq!(plan.rounds(), 1);
}

#[test]
fn a_whole_and_its_parts() {
    // nothing to hide
    check(&[8, 12], &[&[0, 1], &[0], &[1]], &[Published; 3]);
    // 23 less 20 are three people: the smaller part must go too, and then fourteen are left
    check(&[3, 9, 11], &[&[0, 1, 2], &[0], &[1], &[2]], &[Published, Primary, Secondary, Published]);
    // two and two are four together; two and three are five
    check(&[2, 2, 9], &[&[0, 1, 2], &[0], &[1], &[2]], &[Published, Primary, Primary, Secondary]);
    check(&[2, 3, 9], &[&[0, 1, 2], &[0], &[1], &[2]], &[Published, Primary, Primary, Published]);
    // people of the whole in no part: three of them must not be left over, five may
    check(&[3, 9], &[&[0, 1], &[1]], &[Published, Secondary]);
    check(&[5, 9], &[&[0, 1], &[1]], &[Published, Published]);
    // nobody there
    check(&[0, 9], &[&[0, 1], &[0], &[1]], &[Published, Empty, Published]);
    // a whole of four people
    check(&[1, 3], &[&[0, 1]], &[Primary]);
}

#[test]
fn words_of_one_two_three_and_four_groups() {
    // {0..5} and {1..5} differ by one person, and so on up to five people, who may be told apart from the rest
    let ones = [1; 12];
    let all: Vec<usize> = (0..12).collect();
    for left in 1..=6 {
        let decided = if left < 5 { Secondary } else { Published };
        check(&ones, &[&all, &all[left..]], &[Published, decided]);
    }
    // larger groups in between cancel out
    let people = [1, 1, 1, 1, 50, 50];
    check(&people, &[&[0, 1, 4, 5], &[2, 3, 4, 5]], &[Published, Secondary]);
    check(&[1, 1, 1, 2, 50, 50], &[&[0, 1, 4, 5], &[2, 3, 4, 5]], &[Published, Published]);
}

/// Ten people are protected too, by words of up to four groups: in them groups of several people each.
#[test]
fn words_of_few_groups_with_several_people_each() {
    for (few, decided) in [
        ([1, 3, 3, 0], Secondary),
        ([3, 3, 3, 0], Secondary),
        ([3, 3, 4, 0], Published),
        ([1, 1, 3, 3], Secondary),
        ([1, 2, 3, 3], Secondary),
        ([2, 2, 3, 3], Published),
    ] {
        let people: Vec<u64> = few.into_iter().chain([30]).collect();
        let cells = [cell("whole", Class::Tree, &[0, 1, 2, 3, 4]), cell("part", Class::Tree, &[4])];
        let mut request = request(&people, cells.to_vec());
        request.minimum = 10;
        request.cells.iter_mut().for_each(|cell| cell.minimum = 10);
        assert_eq!(request.plan().unwrap().decisions(), [Published, decided], "{few:?}");
    }
}

/// Twice the answers of one person follow, though no sum with plus and minus one gives them: ab + ac − bc = 2a.
#[test]
fn coefficients_of_two_are_seen() {
    // a is one person, b and c are ten each; bc is the largest and comes first, then ab
    let cells = [[0, 1].as_slice(), &[0, 2], &[1, 2]];
    check(&[1, 10, 10], &cells, &[Published, Secondary, Published]);
}

/// x1 + x2 + x3 − 2y = 3a, and with b in y it is 3a − 2b: no coefficients up to two give that pair.
#[test]
fn any_coefficients_are_seen() {
    // x1 = a + p + q, x2 = a + q + r, x3 = a + r + p, y = p + q + r
    let cells = [[0, 1, 2].as_slice(), &[0, 2, 3], &[0, 3, 1], &[1, 2, 3]];
    check(&[1, 10, 10, 10], &cells, &[Published, Published, Secondary, Published]);
    let cells = [[0, 1, 2].as_slice(), &[0, 2, 3], &[0, 3, 1], &[1, 2, 3, 4]];
    check(&[2, 10, 10, 10, 2], &cells, &[Published, Published, Secondary, Published]);
    // five people behind it may be known
    check(&[3, 10, 10, 10, 2], &cells, &[Published; 4]);
}

#[test]
fn what_follows_already_is_published_whatever_its_worth() {
    let whole = cell("whole", Class::Tree, &[0, 1, 2]);
    let left = cell("left", Class::Tree, &[0]);
    let rest = cell("rest", Class::Cross, &[1, 2]);
    let plan = request(&[9, 9, 2], vec![rest, left, whole]).plan().unwrap();
    assert_eq!(plan.decisions(), [Published, Published, Published]);
}

#[test]
fn a_plain_node_is_kept_before_a_larger_slice() {
    // Either may be shown beside the whole, both give three people away.
    let cells =
        vec![cell("slice", Class::Slice, &[1, 2]), cell("node", Class::Tree, &[1]), cell("z", Class::Tree, &[0, 1])];
    let plan = request(&[30, 9, 3], cells).plan().unwrap();
    assert_eq!(plan.decisions(), [Secondary, Published, Published]);
    let summary = |published, primary, secondary| ClassSummary { published, primary, secondary };
    assert_eq!(plan.classes()[&Class::Tree], summary(2, 0, 0));
    assert_eq!(plan.classes()[&Class::Slice], summary(0, 0, 1));
    assert_eq!(plan.classes().values().map(|class| class.publishable()).collect::<Vec<_>>(), [2, 1]);
    let cells = [[0, 1, 2].as_slice(), &[0], &[1], &[2], &[3]];
    let cells = cells.iter().enumerate().map(|(at, groups)| cell(&format!("c{at}"), Class::Tree, groups)).collect();
    let plan = request(&[2, 2, 9, 0], cells).plan().unwrap();
    assert_eq!(plan.decisions(), [Published, Primary, Primary, Secondary, Empty]);
    assert_eq!(plan.classes()[&Class::Tree], summary(1, 2, 1));
}

#[test]
fn a_sensitive_cell_is_hidden_with_a_neighbour() {
    let cells = vec![
        cell("whole", Class::Tree, &[0, 1, 2]),
        cell("alike", Class::Tree, &[0]),
        cell("next", Class::Tree, &[1]),
        cell("last", Class::Tree, &[2]),
    ];
    let mut request = request(&[20, 12, 30], cells);
    request.sensitive.push(Sensitive { name: "alike".to_owned(), groups: vec![0] });
    assert_eq!(request.plan().unwrap().decisions(), [Published, Primary, Secondary, Published]);
}

#[test]
fn a_cell_below_its_own_minimum_is_no_more_to_be_worked_out_than_a_small_one() {
    let mut cells = vec![cell("whole", Class::Tree, &[0, 1, 2]), cell("a", Class::Tree, &[0])];
    cells.extend([cell("b", Class::Tree, &[1]), cell("c", Class::Tree, &[2])]);
    cells.iter_mut().for_each(|cell| cell.minimum = 10);
    let request = request(&[7, 12, 30], cells);
    assert_eq!(request.plan().unwrap().decisions(), [Published, Primary, Secondary, Published]);
}

/// Seven people are left of the whole, in no cell of their own: too few where a cell needs ten.
#[test]
fn a_small_remainder_takes_a_second_round() {
    let mut cells =
        vec![cell("whole", Class::Tree, &[0, 1, 2]), cell("b", Class::Tree, &[1]), cell("c", Class::Tree, &[2])];
    cells.iter_mut().for_each(|cell| cell.minimum = 10);
    let mut request = request(&[7, 12, 30], cells);
    assert_eq!(request.plan().unwrap().decisions(), [Published; 3]);
    request.partitions.push(Partition { parent: 0, members: vec![1, 2] });
    let plan = request.plan().unwrap();
    assert_eq!((plan.decisions(), plan.rounds()), ([Published, Secondary, Published].as_slice(), 2));
    // ten left are enough, nine are not
    for (left, rounds) in [(9, 2), (10, 1)] {
        request.people[0] = left;
        assert_eq!(request.plan().unwrap().rounds(), rounds, "{left}");
    }
}

#[test]
fn the_ledger_is_published_whatever_the_plan_says() {
    let cells = vec![cell("whole", Class::Tree, &[0, 1, 2]), cell("part", Class::Tree, &[2])];
    let mut request = request(&[3, 12, 30], cells);
    request.released.push(ReleasedRow { key: "report of 2024".to_owned(), groups: vec![1, 2] });
    // the whole less the old report is three people
    assert_eq!(request.plan().unwrap().decisions(), [Secondary, Published]);
    request.released.push(ReleasedRow { key: "answer to a journalist".to_owned(), groups: vec![0, 1, 2] });
    let error = request.plan().unwrap_err();
    assert_eq!(error, PlanError::AlreadyRevealed { rows: vec!["report of 2024".to_owned()] });
    assert!(error.to_string().contains("report of 2024"));
    // a sensitive set can be given away by the ledger too
    request.people[0] = 9;
    assert!(request.plan().is_ok());
    request.sensitive.push(Sensitive { name: "alike".to_owned(), groups: vec![0] });
    assert!(matches!(request.plan(), Err(PlanError::AlreadyRevealed { .. })));
}

#[test]
fn every_contradiction_is_named_at_once() {
    let mut cells =
        vec![cell("a", Class::Tree, &[0, 1]), cell("a", Class::Tree, &[1, 1]), cell("b", Class::Tree, &[7])];
    cells[2].minimum = 4;
    let mut request = request(&[6, 6], cells);
    request.partitions.push(Partition { parent: 0, members: vec![0, 1, 9] });
    request.partitions.push(Partition { parent: 8, members: Vec::new() });
    request.sensitive.push(Sensitive { name: "s".to_owned(), groups: vec![2] });
    request.released.push(ReleasedRow { key: "r".to_owned(), groups: vec![0, 0] });
    let Err(PlanError::Request(errors)) = request.plan() else { panic!("contradictions pass") };
    assert_eq!(errors, request.errors());
    let named = |text: &str| text.to_owned();
    let expected = [
        RequestError::CellMinimumTooLow { cell: named("b"), given: 4 },
        RequestError::RepeatedCell { cell: named("a") },
        RequestError::UnknownGroup { set: named("cell b"), group: 7 },
        RequestError::UnknownGroup { set: named("sensitive set s"), group: 2 },
        RequestError::RepeatedGroup { set: named("cell a"), group: 1 },
        RequestError::RepeatedGroup { set: named("released row r"), group: 0 },
        RequestError::UnknownCell { partition: 0, cell: 9 },
        RequestError::UnknownCell { partition: 1, cell: 8 },
        RequestError::NoPart { partition: 0, parent: named("a"), member: named("a") },
    ];
    assert_eq!(errors, expected);
    request.minimum = 2;
    assert!(request.errors().contains(&RequestError::MinimumTooLow { given: 2 }));
    let text = request.plan().unwrap_err().to_string();
    // what a cell needs is no longer below the minimum
    assert_eq!(text.lines().count(), 9, "{text}");
}

/// The composite less one part is the other part: what one hides, none may show.
#[test]
fn tables_planned_together_hide_a_cell_in_all() {
    let cells = || {
        let cells = [("whole", [0, 1, 2].as_slice()), ("a", &[0]), ("b", &[1]), ("c", &[2])];
        cells.map(|(key, groups)| cell(key, Class::Tree, groups)).to_vec()
    };
    let (part, other) = (request(&[12, 9, 11], cells()), request(&[12, 4, 11], cells()));
    let plans = Request::plan_together(&[part.clone(), other]).unwrap();
    assert_eq!(plans[0].decisions(), [Published, Published, Secondary, Secondary]);
    assert_eq!(plans[1].decisions(), [Published, Published, Primary, Secondary]);
    assert_eq!(plans[0].classes()[&Class::Tree], ClassSummary { published: 2, primary: 0, secondary: 2 });
    let mut fewer = part.clone();
    fewer.cells.pop();
    let error = Request::plan_together(&[part, fewer]).unwrap_err();
    assert_eq!(error, PlanError::Request(vec![RequestError::DifferentCells { request: 1 }]));
    assert_eq!(Request::plan_together(&[]), Ok(Vec::new()));
}

/// Five people stay hidden beside one in the first table; in the second that one is nobody, and the five would be what is left of the whole.
#[test]
fn what_one_table_hides_does_not_follow_in_another() {
    let cells = || {
        let cells = [("whole", [0, 1, 2, 3].as_slice()), ("a", &[0]), ("b", &[1]), ("c", &[2]), ("d", &[3])];
        cells.map(|(key, groups)| cell(key, Class::Tree, groups)).to_vec()
    };
    let tables = [request(&[12, 5, 1, 11], cells()), request(&[12, 5, 0, 11], cells())];
    let plans = Request::plan_together(&tables).unwrap();
    assert_eq!(plans[0].decisions(), [Published, Published, Secondary, Primary, Secondary]);
    assert_eq!(plans[1].decisions(), [Published, Published, Primary, Empty, Secondary]);
    // What the ledger tells already cannot be taken back, and costs nothing more.
    let mut told = tables.clone();
    told[1].released = vec![ReleasedRow { key: "before".to_owned(), groups: vec![1] }];
    let plans = Request::plan_together(&told).unwrap();
    assert_eq!(plans[1].decisions(), [Published, Published, Secondary, Empty, Published]);
}
