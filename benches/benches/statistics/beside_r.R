# R's side of the bench. It reads the answers once, then answers questions: each line on the standard input names one, and
# each answer is a line of JSON with the processor seconds of the computation alone and the numbers it gave. NA is null.

needed <- c("psych", "multilevel", "lme4", "lavaan")
present <- vapply(needed, requireNamespace, logical(1), quietly = TRUE)
quoted <- function(texts) paste0("\"", texts, "\"", collapse = ",")
if (!all(present)) {
  cat("{\"absent\":[", quoted(needed[!present]), "]}\n", sep = "")
  quit(status = 0)
}

answers <- read.csv(commandArgs(trailingOnly = TRUE)[1])
items <- answers[, startsWith(names(answers), "x")]
whole <- na.exclude(answers)
whole_items <- whole[, names(items)]
score <- rowMeans(whole_items)
unit <- factor(whole$unit)
two_factors <- "f =~ x1 + x2 + x3\n g =~ x4 + x5 + x6"

versions <- vapply(needed, function(name) paste(name, packageVersion(name)), "")
cat("{\"versions\":[", quoted(c(paste("R", getRversion()), versions)), "]}\n", sep = "")
flush(stdout())

# What is timed, and which numbers are taken from it.
work <- list(
  alpha = function() psych::alpha(items, check.keys = FALSE, warnings = FALSE),
  cronbach = function() multilevel::cronbach(whole_items),
  agreement = function() multilevel::rwg.j(whole_items, whole$unit, ranvar = 2),
  null_model = function() lme4::lmer(score ~ 1 + (1 | unit), REML = TRUE),
  invariance = function() {
    fit <- lavaan::cfa(two_factors, data = whole, group = "half", group.equal = c("loadings", "intercepts"))
    lavaan::fitMeasures(fit, c("chisq", "df", "cfi", "rmsea", "srmr"))
  }
)
numbers <- list(
  alpha = function(a) c(a$total$raw_alpha, a$total$ase, a$alpha.drop$raw_alpha, a$item.stats$raw.r, a$item.stats$r.drop,
    a$item.stats$mean, a$item.stats$sd),
  cronbach = function(a) a$Alpha,
  agreement = function(a) a$rwg.j[order(as.integer(as.character(a$grpid)))],
  null_model = function(m) c(as.data.frame(lme4::VarCorr(m))$vcov, lme4::fixef(m), sqrt(as.matrix(vcov(m))),
    -2 * as.numeric(logLik(m))),
  invariance = as.numeric
)

# Seconds that the processor has worked for this process.
processor <- function() sum(proc.time()[c("user.self", "sys.self")])

questions <- file("stdin", open = "r")
while (length(question <- readLines(questions, n = 1)) == 1) {
  invisible(gc())
  begun <- processor()
  found <- suppressWarnings(suppressMessages(work[[question]]()))
  seconds <- processor() - begun
  values <- as.numeric(numbers[[question]](found))
  values <- ifelse(is.na(values), "null", sprintf("%.17g", values))
  cat("{\"seconds\":", sprintf("%.9f", seconds), ",\"values\":[", paste(values, collapse = ","), "]}\n", sep = "")
  flush(stdout())
}
