//! One Arrow array as cells.

use analysis::table::Cells;
use arrow_array::cast::AsArray;
use arrow_array::types::{
    ArrowPrimitiveType, Float32Type, Float64Type, Int8Type, Int16Type, Int32Type, Int64Type, UInt8Type, UInt16Type,
    UInt32Type, UInt64Type,
};
use arrow_array::{Array, StringArrayType};
use arrow_schema::DataType;

/// Whole numbers, numbers or text, also where they are dictionaries; nothing for any other type.
pub(crate) fn of_array(array: &dyn Array) -> Option<Cells> {
    Some(match array.data_type() {
        DataType::Null => Cells::Text(vec![None; array.len()]),
        DataType::Utf8 => texts(array.as_string::<i32>()),
        DataType::LargeUtf8 => texts(array.as_string::<i64>()),
        DataType::Utf8View => texts(array.as_string_view()),
        DataType::Int8 => wholes::<Int8Type>(array),
        DataType::Int16 => wholes::<Int16Type>(array),
        DataType::Int32 => wholes::<Int32Type>(array),
        DataType::Int64 => wholes::<Int64Type>(array),
        DataType::UInt8 => wholes::<UInt8Type>(array),
        DataType::UInt16 => wholes::<UInt16Type>(array),
        DataType::UInt32 => wholes::<UInt32Type>(array),
        DataType::UInt64 => larger(array),
        DataType::Float32 => numbers::<Float32Type>(array),
        DataType::Float64 => numbers::<Float64Type>(array),
        DataType::Dictionary(..) => dictionary(array)?,
        _ => return None,
    })
}

fn texts<'a>(array: impl StringArrayType<'a>) -> Cells {
    Cells::Text(array.iter().map(|text| text.map(str::to_owned)).collect())
}

fn wholes<T: ArrowPrimitiveType<Native: Into<i64>>>(array: &dyn Array) -> Cells {
    Cells::Whole(array.as_primitive::<T>().iter().map(|whole| whole.map(Into::into)).collect())
}

/// A number that needs all 64 bits is kept as text: an identifier it may be, an answer it is not.
fn larger(array: &dyn Array) -> Cells {
    let numbers = array.as_primitive::<UInt64Type>();
    let small: Option<Vec<Option<i64>>> =
        numbers.iter().map(|number| number.map_or(Some(None), |number| i64::try_from(number).ok().map(Some))).collect();
    small.map_or_else(
        || Cells::Text(numbers.iter().map(|number| number.map(|number| number.to_string())).collect()),
        Cells::Whole,
    )
}

fn numbers<T: ArrowPrimitiveType<Native: Into<f64>>>(array: &dyn Array) -> Cells {
    Cells::Number(array.as_primitive::<T>().iter().map(|number| number.map(Into::into)).collect())
}

fn dictionary(array: &dyn Array) -> Option<Cells> {
    let dictionary = array.as_any_dictionary_opt()?;
    if dictionary.values().is_empty() {
        return Some(Cells::Text(vec![None; array.len()]));
    }
    let keys = dictionary.normalized_keys();
    let keys: Vec<Option<usize>> =
        keys.into_iter().enumerate().map(|(row, key)| dictionary.is_valid(row).then_some(key)).collect();
    Some(match of_array(dictionary.values().as_ref())? {
        Cells::Text(values) => Cells::Text(looked_up(&keys, &values)),
        Cells::Whole(values) => Cells::Whole(looked_up(&keys, &values)),
        Cells::Number(values) => Cells::Number(looked_up(&keys, &values)),
    })
}

fn looked_up<T: Clone>(keys: &[Option<usize>], values: &[Option<T>]) -> Vec<Option<T>> {
    keys.iter().map(|key| values.get((*key)?)?.clone()).collect()
}
