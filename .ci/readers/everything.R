# Reads the file of crates/spss/examples/everything.rs with haven: `Rscript everything.R FILE`.
suppressPackageStartupMessages(library(haven))

file <- read_sav(commandArgs(trailingOnly = TRUE)[1], user_na = TRUE)
same <- function(what, found, wanted) if (!identical(found, wanted)) stop(what, ": ", deparse(found))

same("names", names(file), c("enhet", "Trivsel_på_jobb_1_5", "beløp", "svar", "fritekst", "videst", "nummer"))
satisfied <- file[["Trivsel_på_jobb_1_5"]]
same("numbers", as.numeric(unclass(satisfied)), c(4, 97, NA, 1))
same("label", attr(satisfied, "label"), "Jeg trives på jobben – også på dårlige dager")
same("labels", attr(satisfied, "labels"), c("Helt uenig" = 1, "Helt enig" = 5, "Ikke relevant – spørsmålet gjelder ikke" = 97))
same("missing", attr(satisfied, "na_values"), c(97, 98, 99))
same("counted", is.na(satisfied), c(FALSE, TRUE, TRUE, FALSE))
same("open range", attr(file[["beløp"]], "na_range"), c(-Inf, -1000))
same("and one", attr(file[["beløp"]], "na_values"), 1e300)
same("range", attr(file[["nummer"]], "na_range"), c(2, 3))
same("short text", as.character(unclass(file[["svar"]])), c("ja", "nei", "?", "ja"))
same("missing text", attr(file[["svar"]], "na_values"), "?")
same("labels of texts", attr(file[["enhet"]], "labels"), c("Blåklokka barnehage" = "blåklokka"))
same("long text", as.character(file[["fritekst"]]), c(paste0(strrep("ærlig ", 50), "ø"), "", "", "kort"))
same("widest text", as.character(file[["videst"]])[4], strrep("Å", 16383))
same("title", attr(file, "label"), "Medarbeiderundersøkelse høst 2018")
cat("haven", as.character(packageVersion("haven")), "reads the file as it was meant\n")
