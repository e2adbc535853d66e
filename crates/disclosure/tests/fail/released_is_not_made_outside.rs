//! Nobody else decides that a number may be shown.

use disclosure::Released;

fn main() {
    let _by_function: Released<f64> = Released::show(4.2);
    let _by_variant: Released<f64> = Released::Shown(4.2);
    let _by_fields: Released<f64> = Released(4.2);
}
