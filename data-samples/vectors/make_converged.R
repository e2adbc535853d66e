# Asks R's packages for their models of the synthetic answers once more, and takes every search to its end (polish.R).
#
#   Rscript make_converged.R           writes converged.json beside this script
#   Rscript make_converged.R FOLDER    writes converged_published.json too: the records of the published data sets in FOLDER
#
# Numbers are printed with 17 digits. `moved` says how far a package's own search had ended from the optimum, and `last_step`
# how short Newton's last step was, as shares of a parameter (or of 1 where it is smaller) or of a standard error.

source("polish.R")
polish_polychorics()
estimates_of <- function(f) {
  p <- parameterEstimates(f)
  columns(p[p$op != "~*~", intersect(c("lhs", "op", "rhs", "group", "level", "est", "se"), names(p))])
}
plain <- c("npar", "df", "chisq", "pvalue", "baseline.chisq", "baseline.df", "cfi", "tli", "logl", "unrestricted.logl",
  "aic", "bic", "rmsea", "srmr")
corrected <- c("chisq.scaling.factor", "baseline.chisq.scaling.factor", paste0(c("cfi", "tli", "rmsea"), ".robust"),
  paste0(c("chisq", "pvalue", "baseline.chisq", "cfi", "tli", "rmsea"), ".scaled"))
measures_of <- function(f) { x <- fitMeasures(f); named(x[names(x) %in% c(plain, corrected)]) }
of_fit <- function(f, ...) c(attr(f, "search"), list(fit = measures_of(f)), ...)
with_estimates <- function(f) of_fit(f, list(estimates = estimates_of(f)))
change <- function(fits) {
  x <- suppressWarnings(as.data.frame(do.call(lavTestLRT, unname(fits))))
  list(df = I(x[-1, "Df diff"]), chisq = I(x[-1, "Chisq diff"]), p = I(x[-1, "Pr(>Chisq)"]))
}
equal <- list(configural = character(0), metric = "loadings", scalar = c("loadings", "intercepts"),
  strict = c("loadings", "intercepts", "residuals"), means = c("loadings", "intercepts", "means"))
ladder <- function(model, data, group, levels = names(equal), ...) lapply(equal[levels], function(e) {
  f <- if (length(e)) cfa(model, data, group = group, group.equal = e, ...) else cfa(model, data, group = group, ...)
  settle(f)
})
steps_of <- function(fits, estimates = FALSE) list(steps = lapply(fits, if (estimates) with_estimates else of_fit),
  change = change(fits[intersect(names(fits), c("configural", "metric", "scalar", "strict"))]))
standardised_of <- function(f) columns(standardizedSolution(f)[, c("lhs", "op", "rhs", "est.std", "se")])
score_tests_of <- function(f) { s <- lavTestScore(f)$uni; list(x2 = I(s$X2), p = I(s$p.value)) }
one_factor <- function(items) {
  items <- stats::na.omit(items)
  f <- settle(cfa(paste("f =~", paste(names(items), collapse = " + ")), items, std.lv = TRUE))
  e <- lavInspect(f, "est"); l <- as.vector(e$lambda); own <- as.vector(diag(e$theta))
  c(attr(f, "search"), list(loadings = I(l), own = I(own), omega_model = sum(l)^2 / (sum(l)^2 + sum(own)),
    omega_observed = sum(l)^2 / sum(cov(items) * (nrow(items) - 1) / nrow(items)),
    fit = named(fitMeasures(f, c("chisq", "df", "cfi", "rmsea", "srmr"))), minres = omega_of_one(cor(items))))
}
mixed_of <- function(f) {
  v <- as.data.frame(VarCorr(f)); slope <- !is.na(v$var1) & v$var1 != "(Intercept)"; x <- coef(summary(f))
  list(variances = named(setNames(v$vcov, ifelse(!is.na(v$var2), "covariance", ifelse(slope, "slope", make.names(v$grp))))),
    loglik = as.numeric(logLik(f)), coefficients = list(name = I(rownames(x)), estimate = I(as.vector(x[, 1])),
      se = I(as.vector(x[, 2]))))
}
polychoric_of <- function(f) { s <- lavInspect(f, "sampstat"); list(thresholds = I(as.numeric(s$th)),
  polychoric = I(as.numeric(unclass(s$cov)))) }
# This version of lavaan frees, beside common thresholds, the later groups' scales and factor means, but not the items'
# intercepts (Wu and Estabrook 2016); as make_models.R has it, the intercepts are free and the means are not.
with_intercepts <- function(model, data, group, equal) {
  p <- parTable(cfa(model, data, ordered = TRUE, group = group, group.equal = equal, do.fit = FALSE))
  factors <- unique(p$lhs[p$op == "=~"])
  of_factor <- p$op == "~1" & p$lhs %in% factors; of_item <- p$op == "~1" & !of_factor
  freed <- which(of_item & p$group > 1)
  p$free[freed] <- max(p$free) + seq_along(freed); p$ustart[freed] <- NA
  p$free[of_factor] <- 0L; p$ustart[of_factor] <- 0
  p$free[p$free > 0] <- match(p$free[p$free > 0], sort(unique(p$free[p$free > 0])))
  lavaan(as.list(p[setdiff(names(p), c("start", "est", "se"))]), data, ordered = TRUE, group = group)
}
meta <- function(data) list(r_version = R.version.string, data = data, numbers = "%.17g",
  packages = as.list(sapply(c("lavaan", "lme4", "psych", "MASS", "GPArotation", "glmmTMB", "numDeriv", "pbivnorm"),
    function(p) as.character(packageVersion(p)))))
write_down <- function(x, file) writeLines(json(x), file)

source("converged_synthetic.R", local = TRUE)
folder <- commandArgs(trailingOnly = TRUE)
if (length(folder) == 1) source("converged_published.R", local = TRUE)
