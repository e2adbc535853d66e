# Reads system files with haven and writes what it found beside them: numbers with 17 digits, labels of codes as they are.
arguments <- commandArgs(trailingOnly = TRUE)
for (view in arguments[-1]) {
  table <- haven::read_sav(file.path(arguments[1], paste0(view, ".sav")))
  cells <- lapply(table, function(column) {
    if (inherits(column, "haven_labelled")) {
      as.character(haven::as_factor(column))
    } else if (is.numeric(column)) {
      ifelse(is.na(column), NA, formatC(column, digits = 17, format = "g"))
    } else {
      as.character(column)
    }
  })
  write.csv(as.data.frame(cells, check.names = FALSE), file.path(arguments[1], paste0(view, ".haven.csv")),
            na = "", row.names = FALSE, fileEncoding = "UTF-8")
}
