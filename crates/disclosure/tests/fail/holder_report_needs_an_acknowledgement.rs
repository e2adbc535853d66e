//! The door for holders of rows does not open by itself, and the acknowledgement has no other constructor.

use disclosure::{Acknowledgement, HolderReport};

fn main() {
    let _without = HolderReport::new(4.2);
    let _by_fields = HolderReport { statistics: 4.2 };
    let _acknowledgement = Acknowledgement(());
}
