# Writes the files of R's haven in this folder: `Rscript make_haven.R`, with haven 2.5.1.
library(haven)

rows <- data.frame(
  trivsel = labelled_spss(
    c(1, 97, NA, 5), c("Helt uenig" = 1, "Helt enig" = 5, "Ikke relevant" = 97),
    na_values = c(97, 98, 99), label = "Jeg trives på jobben – også på dårlige dager"
  ),
  utsagn = labelled_spss(c(2, 7, 8, 9), c("Enig" = 2), na_range = c(7, Inf)),
  dato = as.Date(c("2018-10-01", "2018-10-02", NA, "2023-10-01"))
)
rows[["på_norsk"]] <- c("blåbær", "", "øl", strrep("å", 200))
for (form in c("none", "byte", "zsav")) {
  write_sav(rows, sprintf("haven-%s.sav", form), compress = form)
}
