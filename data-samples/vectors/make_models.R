# Draws synthetic answers with units, groups and waves, and asks R's packages for what models say of them.
#
#   Rscript make_models.R          writes models.csv, absence.csv and models.json beside this script
#
# Every search is asked to go on until rounding ends it, so that what is written is the optimum and not the place where a
# default tolerance stopped. Where a statistic has no package here, it is a plain formula. The seed fixes the data.

suppressMessages({ library(lavaan); library(lme4) })
options(warn = 1)
set.seed(20200202, kind = "Mersenne-Twister", normal.kind = "Inversion", sample.kind = "Rejection")

# --- answers -----------------------------------------------------------------------------------------------------------
units <- sprintf("u%02d", 1:30)
sizes <- c(6, 34, 12, 21, 18, 9, 27, 40, 15, 24, 11, 30, 19, 7, 22, 36, 13, 17, 26, 10, 28, 14, 33, 20, 8, 23, 16, 31,
  12, 25)
towns <- rep(c("ness", "dale", "fjord"), each = 10)
adopted_by <- c(0, 2, 0, 0, 3, 0, 0, 2, 0, 3, 0, 0, 2, 0, 3, 0, 0, 2, 0, 0, 0, 3, 0, 0, 2, 0, 3, 0, 0, 0)
unit <- rep(units, sizes); at <- match(unit, units); rows <- length(unit)
municipality <- towns[at]; adopted <- adopted_by[at]
wave <- unlist(lapply(sizes, function(n) rep_len(1:3, n)))
gender <- sample(c("f", "m"), rows, replace = TRUE, prob = c(0.6, 0.4))
age <- sample(c("young", "middle", "old"), rows, replace = TRUE, prob = c(0.3, 0.4, 0.3))
hours <- 10 + sample(0:30, rows, replace = TRUE)

treated <- adopted > 0 & wave >= adopted
mixing <- chol(matrix(c(1, 0.5, -0.4, 0.5, 1, -0.3, -0.4, -0.3, 1), 3))
of_units <- matrix(rnorm(90), 30) %*% mixing * 0.45
slopes <- rnorm(30, 0.1, 0.2)
factors <- of_units[at, ] + matrix(rnorm(3 * rows), rows) %*% mixing * 0.8
factors[, 1] <- factors[, 1] + 0.45 * treated + 0.1 * (wave - 1) + slopes[at] * (hours - 25) / 10
factors[municipality == "dale", 2] <- factors[municipality == "dale", 2] + 0.3
loading <- c(1, 0.8, 0.9, 1, 0.7, 0.9, 1, 0.9, 0.8)
centre <- c(3.3, 3.5, 3.1, 3.4, 3.2, 3.5, 2.9, 3.1, 2.8)
answers <- sapply(1:9, function(i) centre[i] + loading[i] * factors[, (i + 2) %/% 3] + rnorm(rows, 0, 0.75))
answers[municipality == "fjord", 5] <- answers[municipality == "fjord", 5] - 0.6  # cohesion_2: another intercept
answers[gender == "m", 3] <- answers[gender == "m", 3] - 0.5                      # lead_3: answered differently by men
answers <- matrix(pmin(pmax(round(answers), 1), 5), rows)
holes <- matrix(runif(length(answers)) < 0.015, rows)
answers[holes] <- NA
scales <- list(lead = paste0("lead_", 1:3), cohesion = paste0("cohesion_", 1:3), demand = paste0("demand_", 1:3))
nine <- unlist(scales, use.names = FALSE); colnames(answers) <- nine
people <- data.frame(unit, municipality, gender, age, wave, adopted, hours, answers)[sample(rows), ]
write.csv(people, "models.csv", row.names = FALSE, quote = FALSE, na = "", eol = "\n")
people <- read.csv("models.csv")  # what everybody else will read

climate <- round(tapply(rowMeans(people[, scales$lead]), people$unit, mean, na.rm = TRUE), 2)
absence <- expand.grid(quarter = 1:4, unit = units, stringsAsFactors = FALSE)[, 2:1]
absence$municipality <- towns[match(absence$unit, units)]
absence$climate <- as.vector(climate[absence$unit])
absence$staff_days <- 60 * sizes[match(absence$unit, units)] + sample(0:90, 120, replace = TRUE)
moods <- rnorm(30, 0, 0.3)
absence$days <- rnbinom(120,
  mu = absence$staff_days * exp(-3 - 0.4 * (absence$climate - 3.3) + moods[match(absence$unit, units)]), size = 6)
write.csv(absence, "absence.csv", row.names = FALSE, quote = FALSE, eol = "\n")
absence <- read.csv("absence.csv")

# --- shapes of what is written -----------------------------------------------------------------------------------------
named <- function(x) as.list(setNames(as.numeric(x), names(x)))
columns <- function(x) lapply(as.list(as.data.frame(x)),
  function(column) I(if (is.factor(column)) as.character(column) else column))
table_of <- function(coefficients) {
  x <- as.data.frame(coefficients); names(x) <- c("estimate", "se", "statistic", "p")[seq_along(x)]
  c(list(name = I(rownames(coefficients))), columns(x))
}
near <- function(a, b, relative) stopifnot(max(abs(as.numeric(a) - as.numeric(b)) / abs(as.numeric(b))) < relative)
complete <- function(x, items) x[stats::complete.cases(x[, items]), ]
# lavaan calls a search failed that finds no better place any more, so the strictest tolerance that it accepts is taken.
ask <- function(model, ..., do.fit = TRUE, fit = cfa) {
  for (tolerance in c(1e-14, 1e-12, 1e-10)) {
    search <- list(rel.tol = tolerance, iter.max = 10000, eval.max = 20000)
    f <- suppressWarnings(fit(model, ..., do.fit = do.fit, control = search))
    if (!do.fit || lavInspect(f, "converged")) return(f)
  }
  stop("no convergence")
}
scored <- complete(people, scales$lead); scored$score <- rowMeans(scored[, scales$lead])
expected <- list()

# --- analysis of variance, agreement, reliability ----------------------------------------------------------------------
a <- aov(score ~ unit, data = scored)
welch <- oneway.test(score ~ unit, data = scored)
expected$aggregation <- list(icc1 = multilevel::ICC1(a), icc2 = multilevel::ICC2(a),
  f = summary(a)[[1]][1, 4], f_p = summary(a)[[1]][1, 5],
  welch_f = welch$statistic, welch_df = as.numeric(welch$parameter), welch_p = welch$p.value,
  bartlett = bartlett.test(score ~ unit, data = scored)$statistic,
  bartlett_p = bartlett.test(score ~ unit, data = scored)$p.value,
  kruskal = kruskal.test(score ~ factor(unit), data = scored)$statistic,
  kruskal_p = kruskal.test(score ~ factor(unit), data = scored)$p.value)

lead <- scored[, scales$lead]
# Whoever skipped an item is left out of that item only; this version of multilevel leaves them out of all.
pairwise <- sapply(split(people[, scales$lead], people$unit), function(x) {
  v <- mean(sapply(x, var, na.rm = TRUE)) / 2
  3 * (1 - v) / (3 * (1 - v) + v)
})
stopifnot(pairwise > 0, pairwise < 1)
expected$agreement <- list(unit = multilevel::rwg.j(lead, scored$unit, ranvar = 2)$grpid,
  n = multilevel::rwg.j(lead, scored$unit, ranvar = 2)$gsize,
  rwg_j = multilevel::rwg.j(lead, scored$unit, ranvar = 2)$rwg.j, rwg_j_pairwise = as.vector(pairwise),
  rwg_j_skewed = multilevel::rwg.j(lead, scored$unit, ranvar = 0.9)$rwg.j,
  r_star = multilevel::rwg.j.lindell(lead, scored$unit, ranvar = 2)$rwg.lindell,
  rwg_of_mean = multilevel::rwg(scored$score, scored$unit, ranvar = 2)$rwg,
  rwg_of_first = multilevel::rwg(people$lead_1, people$unit, ranvar = 2)$rwg,
  ad_mean = multilevel::ad.m(lead, scored$unit, type = "mean")$AD.M,
  ad_median = multilevel::ad.m(lead, scored$unit, type = "median")$AD.M,
  awg = multilevel::awg(lead, scored$unit, range = c(1, 5))$a.wg)

# Every outcome there is of answers that are all equally likely: how often is the index at least as good?
chance <- function(n, items) {
  all <- as.matrix(expand.grid(rep(list(1:5), n * items)))
  v <- Reduce(`+`, lapply(1:items, function(i) apply(all[, (i - 1) * n + 1:n], 1, var))) / items
  ad <- Reduce(`+`, lapply(1:items, function(i) apply(all[, (i - 1) * n + 1:n], 1,
    function(x) mean(abs(x - mean(x)))))) / items
  lead <- lapply(list(rep(3, n), c(rep(4, n - 1), 5), c(2, rep(4, n - 1)), c(1, rep(2, n - 2), 5)), function(x) {
    d <- mean(abs(x - mean(x)))
    list(answers = x, p_rwg_j = mean(v <= var(x) + 1e-9), p_ad_mean = mean(ad <= d + 1e-9)) })
  list(persons = n, items = items, cases = lead)
}
expected$chance <- list(chance(5, 1), chance(3, 2))

reliability <- function(items) {
  x <- people[, items]; full <- stats::na.omit(x)
  p <- suppressMessages(suppressWarnings(psych::alpha(x, warnings = FALSE)))
  g <- suppressWarnings(psych::guttman(full))
  fit <- ask(paste("f =~", paste(items, collapse = " + ")), data = full, std.lv = TRUE)
  estimates <- lavInspect(fit, "est"); own <- as.vector(diag(estimates$theta)); l <- as.vector(estimates$lambda)
  o <- suppressMessages(suppressWarnings(psych::omega(full, nfactors = 1, plot = FALSE)))
  r <- cor(x, use = "pairwise"); j <- length(items)  # psych 2.2.9 rescales pairwise covariances instead
  fl <- psych::alpha.ci(p$total$raw_alpha, n.obs = nrow(x), n.var = length(items))
  list(items = items, alpha = multilevel::cronbach(full)$Alpha, alpha_pairwise = p$total$raw_alpha,
    alpha_standardised_pairwise = j / (j - 1) * (1 - j / sum(r)),
    average_r = mean(r[lower.tri(r)]), ase = p$total$ase, feldt = as.numeric(c(fl$lower.ci, fl$upper.ci)),
    item_rest = p$item.stats$r.drop, item_total = p$item.stats$raw.r,
    alpha_if_dropped = if (length(items) > 2) p$alpha.drop$raw_alpha, lambda2 = g$lambda.2, lambda6 = g$lambda.6,
    loadings = l, own = own, omega_model = sum(l)^2 / (sum(l)^2 + sum(own)),
    omega_observed = sum(l)^2 / sum(cov(full) * (nrow(full) - 1) / nrow(full)),
    omega_minres = o$omega.tot, fit = named(fitMeasures(fit, c("chisq", "df", "cfi", "rmsea", "srmr"))))
}
expected$reliability <- lapply(list(lead = scales$lead, demand = scales$demand,
  climate = c(scales$lead, scales$cohesion)), reliability)
turned <- stats::na.omit(people[, nine]); turned[, scales$demand] <- 6 - turned[, scales$demand]
h <- suppressMessages(suppressWarnings(psych::omega(turned, nfactors = 3, plot = FALSE)))
expected$hierarchical_omega <- list(alpha = h$alpha, omega_h = h$omega_h, omega_tot = h$omega.tot,
  omega_lim = h$omega.lim)

# --- persons within units ----------------------------------------------------------------------------------------------
tight <- lmerControl(optimizer = "nloptwrap", optCtrl = list(algorithm = "NLOPT_LN_BOBYQA", xtol_abs = 1e-12,
  xtol_rel = 1e-14, ftol_abs = 1e-14, ftol_rel = 1e-16, maxeval = 1e5),
  calc.derivs = FALSE, check.conv.singular = "stop")
variances <- function(model) {
  v <- as.data.frame(VarCorr(model)); slope <- !is.na(v$var1) & v$var1 != "(Intercept)"
  named(setNames(v$vcov, ifelse(!is.na(v$var2), "covariance", ifelse(slope, "slope", make.names(v$grp)))))
}
fitted_model <- function(model) {
  coefficients <- summary(model)$coefficients
  c(list(variances = variances(model), loglik = as.numeric(logLik(model))), list(coefficients = table_of(coefficients)))
}
empty <- list(reml = lmer(score ~ 1 + (1 | unit), data = scored, control = tight),
  ml = lmer(score ~ 1 + (1 | unit), data = scored, REML = FALSE, control = tight))
effects <- ranef(empty$reml, condVar = TRUE)$unit
icc <- multilevel::mult.icc(scored[, c("score", "hours")], scored$unit)[1, ]
near(icc$ICC1, { v <- as.data.frame(VarCorr(empty$reml))$vcov; v[1] / sum(v) }, 1e-4)
scored$longer <- (scored$hours - 25) / 10
both <- complete(scored, scales$demand); both$demand <- rowMeans(both[, scales$demand])
apart <- 2 * as.numeric(logLik(empty$reml) - logLik(lm(score ~ 1, data = scored), REML = TRUE))
expected$multilevel <- list(boundary = list(statistic = apart, p = pchisq(apart, 1, lower.tail = FALSE) / 2),
  reml = fitted_model(empty$reml), ml = c(fitted_model(empty$ml), aic = AIC(empty$ml), bic = BIC(empty$ml)),
  units = list(unit = rownames(effects), blup = effects[, 1],
    conditional_sd = sqrt(as.vector(attr(effects, "postVar")))),
  two_predictors_reml = fitted_model(lmer(score ~ longer + demand + (1 | unit), data = both, control = tight)),
  two_predictors_ml = fitted_model(lmer(score ~ longer + demand + (1 | unit), data = both, REML = FALSE,
    control = tight)),
  slope = fitted_model(lmer(score ~ longer + (1 + longer | unit), data = scored, control = tight)))

# --- factors -----------------------------------------------------------------------------------------------------------
whole <- stats::na.omit(people[, c("unit", "municipality", "gender", nine)])
three <- "lead =~ lead_1 + lead_2 + lead_3\n cohesion =~ cohesion_1 + cohesion_2 + cohesion_3\n demand =~ demand_1 + demand_2 + demand_3"
nines <- function(..., data = whole) ask(three, data = data, ...)
measures <- c("npar", "chisq", "df", "pvalue", "baseline.chisq", "baseline.df", "cfi", "tli", "logl",
  "unrestricted.logl", "aic", "bic", "rmsea", "rmsea.ci.lower", "rmsea.ci.upper", "rmsea.pvalue", "srmr")
fit_of <- function(f) named(fitMeasures(f, measures))
scaled_of <- function(f) {
  x <- fitMeasures(f)
  named(x[intersect(names(x), c("chisq.scaled", "pvalue.scaled", "chisq.scaling.factor", "baseline.chisq.scaled",
    "baseline.chisq.scaling.factor", paste0(rep(c("cfi", "tli", "rmsea", "rmsea.ci.lower", "rmsea.ci.upper",
      "rmsea.pvalue"), 2), rep(c(".scaled", ".robust"), each = 6))))])
}
estimates_of <- function(f) {
  p <- parameterEstimates(f)
  columns(p[p$op != "~*~", intersect(c("lhs", "op", "rhs", "group", "level", "est", "se"), names(p))])
}
levels_of <- list(configural = character(0), metric = "loadings", scalar = c("loadings", "intercepts"),
  strict = c("loadings", "intercepts", "residuals"))
ladder <- function(...) lapply(levels_of,
  function(e) if (length(e)) nines(group = "municipality", group.equal = e, ...) else nines(group = "municipality", ...))
ml <- ladder(); mlr <- ladder(estimator = "MLR"); mlm <- ladder(estimator = "MLM")
change <- function(fits) {
  x <- as.data.frame(do.call(lavTestLRT, unname(fits)))
  list(df = x[-1, "Df diff"], chisq = x[-1, "Chisq diff"], p = x[-1, "Pr(>Chisq)"])
}
score <- lavTestScore(ml$scalar)$uni
partial <- nines(group = "municipality", group.equal = c("loadings", "intercepts"), group.partial = "cohesion_2~1")
means <- parameterEstimates(partial)
means <- means[means$op == "~1" & means$lhs %in% c("lead", "cohesion", "demand") & means$group > 1, ]
single <- nines(); standard <- standardizedSolution(single)
holey <- people[rowSums(!is.na(people[, nine])) > 0, ]
fiml <- nines(data = holey, missing = "fiml")
clustered <- nines(cluster = "unit", estimator = "MLR")
two <- ask("level: 1\n fw =~ lead_1 + lead_2 + lead_3 + cohesion_1\n level: 2\n fb =~ lead_1 + lead_2 + lead_3 + cohesion_1",
  data = whole, cluster = "unit")
expected$factor <- list(groups = lavInspect(ml$configural, "group.label"),
  ml = list(fit = lapply(ml, fit_of), estimates = lapply(ml[c("configural", "scalar", "strict")], estimates_of),
    change = change(ml)),
  mlr = list(fit = lapply(mlr, scaled_of), change = change(mlr)),
  mlm = list(fit = lapply(mlm, scaled_of), change = change(mlm)),
  wishart = fit_of(nines(group = "municipality", likelihood = "wishart"))["chisq"],
  score_tests = list(x2 = score$X2, p = score$p.value),
  partial = list(fit = fit_of(partial), means = columns(means[, c("lhs", "group", "est", "se", "pvalue")])),
  single = list(fit = fit_of(single), standardised = columns(standard[, c("lhs", "op", "rhs", "est.std", "se")])),
  fiml = list(fit = fit_of(fiml), estimates = estimates_of(fiml)),
  clustered = list(fit = scaled_of(clustered), estimates = estimates_of(clustered)),
  two_level = list(fit = named(fitMeasures(two, c("npar", "df", "logl"))), estimates = estimates_of(two)))

# --- ordered answers ---------------------------------------------------------------------------------------------------
for (item in nine) stopifnot(all(table(whole$municipality, whole[, item]) > 0))
categories <- function(...) nines(ordered = TRUE, ...)
one <- categories(); sampled <- lavInspect(one, "sampstat")
# Beside common thresholds this version of lavaan frees the scales of the later groups and the means of their factors, but
# not the items' intercepts (Wu and Estabrook 2016), so that is done in its table of parameters.
in_groups <- function(...) categories(group = "municipality", ...)
with_intercepts <- function(equal) {
  p <- parTable(in_groups(group.equal = equal, do.fit = FALSE))
  of_item <- p$op == "~1" & p$lhs %in% nine; of_factor <- p$op == "~1" & !of_item
  freed <- which(of_item & p$group > 1)
  p$free[freed] <- max(p$free) + seq_along(freed); p$ustart[freed] <- NA
  p$free[of_factor] <- 0L; p$ustart[of_factor] <- 0
  p$free[p$free > 0] <- match(p$free[p$free > 0], sort(unique(p$free[p$free > 0])))
  p <- as.list(p[setdiff(names(p), c("start", "est", "se"))])
  ask(p, data = whole, ordered = TRUE, group = "municipality", fit = lavaan)
}
wlsmv <- list(configural = in_groups(), thresholds = with_intercepts("thresholds"),
  loadings = with_intercepts(c("thresholds", "loadings")),
  intercepts = in_groups(group.equal = c("thresholds", "loadings")))
ordered_fit <- function(f) named(fitMeasures(f)[c("npar", "df", "chisq", "chisq.scaled", "chisq.scaling.factor",
  "pvalue.scaled", "cfi", "tli", "rmsea", "cfi.scaled", "tli.scaled", "rmsea.scaled", "baseline.chisq",
  "baseline.chisq.scaled", "srmr")])
expected$ordered <- list(groups = lavInspect(wlsmv$configural, "group.label"), thresholds = as.numeric(sampled$th),
  polychoric = as.numeric(unclass(sampled$cov)), single = list(fit = ordered_fit(one), estimates = estimates_of(one)),
  steps = lapply(wlsmv, ordered_fit), change = change(wlsmv),
  alpha = { r <- unclass(sampled$cov)[1:6, 1:6]; 6 / 5 * (1 - 6 / sum(r)) })

# --- differential item functioning -------------------------------------------------------------------------------------
six <- c(scales$lead, scales$cohesion); asked <- stats::na.omit(people[, c("gender", six)])
focal <- as.integer(asked$gender == "m"); total <- rowSums(asked[, six])
mantel <- function(y) {
  used <- Filter(function(k) length(unique(focal[total == k])) == 2, sort(unique(total)))
  s <- t(sapply(used, function(k) { i <- total == k; f <- i & focal == 1; n <- sum(i); nf <- sum(f); sy <- sum(y[i])
    c(sum(y[f]), nf * sy / n, nf * (n - nf) / (n^2 * (n - 1)) * (n * sum(y[i]^2) - sy^2),
      nf / sum(focal) * (mean(y[f]) - mean(y[i & focal == 0]))) }))
  x2 <- (sum(s[, 1]) - sum(s[, 2]))^2 / sum(s[, 3])
  list(chi2 = x2, p = pchisq(x2, 1, lower.tail = FALSE), strata = length(used), smd = sum(s[, 4]))
}
logistic <- function(y) {
  y <- factor(y, ordered = TRUE); control <- ordinal::clm.control(gradTol = 1e-10, maxIter = 200)
  m <- list(ordinal::clm(y ~ 1, control = control), ordinal::clm(y ~ total, control = control),
    ordinal::clm(y ~ total + focal, control = control), ordinal::clm(y ~ total * focal, control = control))
  near(MASS::polr(y ~ total + focal, Hess = FALSE, control = list(reltol = 1e-14))$coefficients,
    coef(m[[3]])[c("total", "focal")], 1e-4)
  l <- sapply(m, function(x) as.numeric(logLik(x))); n <- length(y); cox <- 1 - exp(2 * (l[1] - l[-1]) / n)
  list(loglik = l, uniform = 2 * (l[3] - l[2]), total = 2 * (l[4] - l[2]), nonuniform = 2 * (l[4] - l[3]),
    mcfadden = 1 - l[-1] / l[1], nagelkerke = cox / (1 - exp(2 * l[1] / n)),
    beta = coef(m[[3]])[["focal"]], se = sqrt(vcov(m[[3]])["focal", "focal"]))
}
both_there <- function(of) tapply(focal, of, function(f) length(unique(f)) == 2)
nominal <- function(y) {
  g <- mantelhaen.test(table(y, focal, total)[, , table(total) > 1 & both_there(total)])
  list(m2 = g$statistic, df = as.numeric(g$parameter), p = g$p.value)
}
high <- asked[, six] >= 4; count <- rowSums(high)
two_answers <- function(y) {
  tab <- table(focal, y, count)[, , table(count) > 1 & both_there(count)]
  list(corrected = mantelhaen.test(tab)$statistic, plain = mantelhaen.test(tab, correct = FALSE)$statistic,
    odds_ratio = mantelhaen.test(tab)$estimate)
}
expected$dif <- setNames(lapply(six, function(i) list(mantel = mantel(asked[, i]), logistic = logistic(asked[, i]),
  nominal = nominal(asked[, i]), two_answers = two_answers(as.integer(high[, i])))), six)

# --- two groups, clusters, many comparisons ----------------------------------------------------------------------------
x <- scored$score[scored$municipality == "ness"]; y <- scored$score[scored$municipality == "dale"]
w <- t.test(x, y); s <- t.test(x, y, var.equal = TRUE); r <- suppressWarnings(wilcox.test(x, y, exact = FALSE))
interval <- function(e) as.numeric(c(e$CI_low, e$CI_high))
d <- effectsize::cohens_d(x, y); g <- effectsize::hedges_g(x, y)
pooled <- sqrt(((length(x) - 1) * var(x) + (length(y) - 1) * var(y)) / (length(x) + length(y) - 2))
near(d$Cohens_d, (mean(x) - mean(y)) / pooled, 1e-12)
lone <- lapply(units, function(u) t.test(scored$score[scored$unit == u], scored$score[scored$unit != u]))
p <- sapply(lone, function(t) t$p.value)
ols <- lm(score ~ longer + demand, data = both); pair <- scored[scored$municipality != "fjord", ]
gap <- lm(score ~ I(municipality == "ness"), data = pair)
cluster <- function(model, by, type, adjust)
  as.vector(sqrt(diag(sandwich::vcovCL(model, cluster = by, type = type, cadjust = adjust))))
bell <- function(model, by) as.vector(sqrt(diag(as.matrix(clubSandwich::vcovCR(model, cluster = by, type = "CR2")))))
expected$comparison <- list(welch = list(t = w$statistic, df = w$parameter, p = w$p.value,
  interval = as.numeric(w$conf.int)), student = list(t = s$statistic, p = s$p.value),
  cohens_d = d$Cohens_d, d_interval = interval(d), hedges_g = g$Hedges_g, g_interval = interval(g),
  glass_delta = effectsize::glass_delta(x, y)$Glass_delta,
  wilcoxon = list(w = r$statistic, p = r$p.value), cliffs_delta = 2 * r$statistic[[1]] / (length(x) * length(y)) - 1,
  unit_against_rest = list(unit = units, t = sapply(lone, function(t) t$statistic[[1]]), p = p,
    holm = p.adjust(p, "holm"), bh = p.adjust(p, "BH")),
  regression = list(estimate = as.vector(coef(ols)), ordinary = as.vector(sqrt(diag(vcov(ols)))),
    cr0 = cluster(ols, both$unit, "HC0", FALSE), cr1 = cluster(ols, both$unit, "HC1", TRUE), cr2 = bell(ols, both$unit)),
  gap = list(estimate = coef(gap)[[2]], cr0 = cluster(gap, pair$unit, "HC0", FALSE)[2],
    cr1 = cluster(gap, pair$unit, "HC1", TRUE)[2], cr2 = bell(gap, pair$unit)[2],
    cr2_df = clubSandwich::coef_test(gap, vcov = "CR2", cluster = pair$unit, test = "Satterthwaite")$df[2]))

# --- counts with exposure ----------------------------------------------------------------------------------------------
formula <- days ~ climate + municipality + offset(log(staff_days))
exactly <- glm.control(epsilon = 1e-15, maxit = 100)
counted <- function(m) list(coefficients = table_of(summary(m)$coefficients), deviance = m$deviance,
  null_deviance = m$null.deviance, aic = m$aic, pearson = sum(residuals(m, "pearson")^2) / m$df.residual)
po <- glm(formula, family = poisson, data = absence, control = exactly)
qp <- glm(formula, family = quasipoisson, data = absence, control = exactly)
nb <- MASS::glm.nb(formula, data = absence, control = glm.control(epsilon = 1e-14, maxit = 200))
mixed <- function(points) {
  m <- glmer(days ~ climate + municipality + offset(log(staff_days)) + (1 | unit), family = poisson, data = absence,
    nAGQ = points,
    control = glmerControl(optimizer = "bobyqa", optCtrl = list(rhoend = 1e-10, maxfun = 1e5), tolPwrss = 1e-13))
  list(coefficients = table_of(summary(m)$coefficients), tau2 = as.data.frame(VarCorr(m))$vcov,
    loglik = as.numeric(logLik(m)))
}
rate <- with(absence, tapply(days, unit, sum) / tapply(staff_days, unit, sum))
met <- cor.test(as.vector(climate[names(rate)]), as.vector(rate))
excess <- summary(lm(I(((absence$days - fitted(po))^2 - absence$days) / fitted(po)) ~ 0 + fitted(po)))$coefficients
expected$association <- list(overdispersion = list(alpha = excess[1], z = excess[3]),
  poisson = counted(po), quasi_poisson = counted(qp), negative_binomial = c(counted(nb), theta = nb$theta,
    theta_se = nb$SE.theta, twologlik = nb$twologlik),
  mixed_laplace = mixed(1), mixed_quadrature = mixed(15)["coefficients"], mixed_tau2 = mixed(15)$tau2,
  correlation = list(r = met$estimate, interval = as.numeric(met$conf.int)))

# --- weights and finite populations ------------------------------------------------------------------------------------
suppressMessages(library(survey))
staff <- c(ness = 401, dale = 397, fjord = 452); sexes <- c(f = 780, m = 470)
ages <- c(young = 350, middle = 520, old = 380)
scored$staff <- as.vector(staff[scored$municipality])
scored$weight <- scored$staff / as.vector(table(scored$municipality)[scored$municipality])
scored$all_units <- 45
strata <- svydesign(ids = ~1, strata = ~municipality, fpc = ~staff, weights = ~weight, data = scored)
whole_units <- svydesign(ids = ~unit, fpc = ~all_units, weights = ~weight, data = scored)
mean_of <- function(design) { m <- svymean(~score, design); list(mean = coef(m)[[1]], se = SE(m)[[1]]) }
known <- function(x, name) setNames(data.frame(names(x), as.vector(x)), c(name, "Freq"))
post <- postStratify(whole_units, ~gender, known(sexes, "gender"))
# Standard errors after rake() take the weights before it for equal; calibrate() gives the same weights and does not.
raked <- calibrate(whole_units, ~gender + age, c(`(Intercept)` = 1250, genderm = 470, ageold = 380, ageyoung = 350),
  calfun = "raking", epsilon = 1e-13, maxit = 200)
near(weights(raked), weights(rake(whole_units, list(~gender, ~age), list(known(sexes, "gender"), known(ages, "age")),
  control = list(maxit = 1000, epsilon = 1e-11))), 1e-11)
linear <- calibrate(whole_units, ~gender, c(`(Intercept)` = 1250, genderm = 470))
by <- as.data.frame(svyby(~score, ~age, strata, svymean))
model <- summary(svyglm(score ~ hours + gender, design = strata))$coefficients
few <- function(d) { k <- seq(1, nrow(scored), 20); as.vector(weights(d))[k] }
simple <- svydesign(ids = ~1, fpc = ~rep(1250, nrow(scored)), weights = ~rep(1250 / nrow(scored), nrow(scored)),
  data = scored)
expected$weighting <- list(distribution = as.vector(coef(svymean(~factor(lead_1), strata))),
  variance = with(scored, sum(weight * (score - weighted.mean(score, weight))^2) / sum(weight)),
  staff = as.list(staff), gender = as.list(sexes), age = as.list(ages), units = 45,
  strata = c(mean_of(strata), total = coef(svytotal(~score, strata))[[1]],
    total_se = SE(svytotal(~score, strata))[[1]]),
  clusters = mean_of(whole_units),
  simple = c(mean_of(simple), deff = deff(svymean(~score, simple, deff = TRUE))[[1]]),
  clusters_deff = deff(svymean(~score, whole_units, deff = TRUE))[[1]],
  domains = list(age = as.character(by$age), mean = by$score, se = by$se), linear_model = table_of(model),
  post_stratified = c(mean_of(post), list(weights = few(post))),
  raked = c(mean_of(raked), list(weights = few(raked),
    kish = { k <- weights(raked); length(k) * sum(k^2) / sum(k)^2 })),
  calibrated = c(mean_of(linear), list(weights = few(linear))))

# --- waves -------------------------------------------------------------------------------------------------------------
waves <- lmer(score ~ 0 + factor(wave) + (1 | unit) + (1 | unit:wave), data = scored,
  control = tight)
side <- scored[scored$adopted != 3, ]; side$after <- as.integer(side$wave >= 2)
side$treated <- as.integer(side$adopted == 2)
did <- lm(score ~ after * treated, data = side)
scored$on <- as.integer(scored$adopted > 0 & scored$wave >= scored$adopted)
twoway <- lm(score ~ on + factor(unit) + factor(wave), data = scored)
cells <- with(scored, tapply(score, list(unit, wave), mean)); cohort <- adopted_by[match(rownames(cells), units)]
att <- function(g, t) {
  d <- cells[, t] - cells[, g - 1]; i <- cohort == g; j <- cohort == 0
  list(cohort = g, wave = t, effect = mean(d[i]) - mean(d[j]), se = sqrt(var(d[i]) / sum(i) + var(d[j]) / sum(j)))
}
ends <- scored[scored$wave != 2, ]; moved <- lm(score ~ I(wave == 3), data = ends)
own <- t.test(cells[, 3] - cells[, 1])
drawn <- ranef(waves)$`unit:wave`; of_cell <- do.call(rbind, strsplit(rownames(drawn), ":"))
drawn <- fixef(waves)[as.integer(of_cell[, 2])] + ranef(waves)$unit[of_cell[, 1], 1] + drawn[, 1]
expected$trend <- list(cells = list(unit = of_cell[, 1], wave = as.integer(of_cell[, 2]), shrunken = as.vector(drawn)),
  model = fitted_model(waves),
  change = list(persons = coef(moved)[[2]], persons_se = sqrt(30 / 29) * cluster(moved, ends$unit, "HC0", FALSE)[2],
    units = own$estimate, units_se = own$stderr),
  did = list(coefficients = table_of(summary(did)$coefficients),
    hc1 = as.vector(sqrt(diag(sandwich::vcovHC(did, type = "HC1")))),
    clustered = cluster(did, side$unit, "HC1", TRUE)[4]),
  two_way = list(estimate = coef(twoway)[["on"]],
    se = sqrt(sandwich::vcovCL(twoway, cluster = scored$unit)["on", "on"])),
  staggered = list(att(2, 2), att(2, 3), att(3, 3), att(3, 1)))

# --- JSON --------------------------------------------------------------------------------------------------------------
json <- function(x, indent = "") {
  inner <- paste0(indent, " ")
  if (is.list(x)) {
    if (length(x) == 0) return("null")
    parts <- lapply(x, json, indent = inner); between <- paste0(",\n", inner)
    if (is.null(names(x))) return(paste0("[\n", inner, paste(parts, collapse = between), "\n", indent, "]"))
    return(paste0("{\n", inner, paste0('"', names(x), '": ', parts, collapse = between), "\n", indent, "}"))
  }
  one <- function(v) {
    if (is.na(v)) "null" else if (is.character(v)) paste0('"', v, '"') else if (is.logical(v)) tolower(v) else
      sprintf("%.17g", v)
  }
  if (is.null(x)) return("null")
  if (length(x) == 1 && !inherits(x, "AsIs")) return(one(x))
  paste0("[", paste(sapply(x, one), collapse = ", "), "]")
}
versions <- sapply(c("lavaan", "lme4", "psych", "multilevel", "ordinal", "effectsize", "sandwich", "clubSandwich",
  "GPArotation", "MASS", "survey"), function(p) as.character(packageVersion(p)))
meta <- list(r_version = R.version.string, packages = as.list(versions), seed = 20200202, answers = "models.csv",
  absence = "absence.csv", licence = "as the project", numbers = "%.17g")
writeLines(json(c(list(meta = meta), expected)), "models.json")
