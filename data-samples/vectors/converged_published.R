# The searches behind the records of published data sets, taken to their end. Sourced by make_converged.R with `folder` set
# to where the records are. Only estimates are written down; the data stay where they are.

published <- function(name) read.csv(file.path(folder, "data", paste0(name, ".csv")), stringsAsFactors = FALSE)
written <- list(meta = meta("lavaan HolzingerSwineford1939, psychTools bfi, multilevel lq2002 and bh1996, MASS quine"))

# --- lavaan::HolzingerSwineford1939 ------------------------------------------------------------------------------------
hs <- published("HolzingerSwineford1939")
of_hs <- "visual =~ x1 + x2 + x3\n textual =~ x4 + x5 + x6\n speed =~ x7 + x8 + x9"
single <- settle(cfa(of_hs, hs)); ml <- ladder(of_hs, hs, "school")
gaps <- hs; gaps[seq(1, 301, 7), "x1"] <- NA; gaps[seq(3, 301, 11), "x5"] <- NA
factors <- settle(cfa(of_hs, hs, std.lv = TRUE)); e <- lavInspect(factors, "est")
by_factor <- lapply(1:3, function(k) {
  i <- which(e$lambda[, k] != 0); l <- e$lambda[i, k]; own <- diag(e$theta)[i]; x <- hs[, paste0("x", i)]
  list(omega = sum(l)^2 / sum(cov(x) * 300 / 301), ave = sum(l^2) / (sum(l^2) + sum(own)))
})
written$HolzingerSwineford1939 <- list(cfa.single_group = with_estimates(single), standardised = standardised_of(single),
  invariance.school.ML = steps_of(ml, TRUE),
  invariance.school.MLR = steps_of(ladder(of_hs, hs, "school", estimator = "MLR")),
  invariance.school.MLM = steps_of(ladder(of_hs, hs, "school", estimator = "MLM")),
  configural.wishart = of_fit(settle(cfa(of_hs, hs, group = "school", likelihood = "wishart"))),
  partial_scalar.x3_x7 = with_estimates(settle(cfa(of_hs, hs, group = "school", group.equal = equal$scalar,
    group.partial = c("x3~1", "x7~1")))),
  score_test_scalar_intercepts = score_tests_of(ml$scalar),
  missing_FIML = with_estimates(settle(cfa(of_hs, gaps, missing = "fiml", em.h1.iter.max = 100000, em.h1.tol = 1e-11))),
  reliability.by_factor = setNames(by_factor, c("visual", "textual", "speed")),
  omega.psych.3factor = schmid_leiman(cor(hs[, paste0("x", 1:9)]), 3))

# --- psychTools::bfi ---------------------------------------------------------------------------------------------------
b <- published("bfi"); turned <- c("A1", "C4", "C5", "E1", "E2", "O2", "O5"); b[, turned] <- 7 - b[, turned]
five <- function(scale) paste0(scale, 1:5)
of_bfi <- paste(sapply(c("A", "C", "N"), function(s) paste(s, "=~", paste(five(s), collapse = " + "))), collapse = "\n")
of_a <- "A =~ A1 + A2 + A3 + A4 + A5"
one <- settle(cfa(of_a, b, ordered = TRUE))
genders <- lapply(list(configural = cfa(of_a, b, ordered = TRUE, group = "gender"),
  thresholds = with_intercepts(of_a, b, "gender", "thresholds"),
  thresholds_loadings = with_intercepts(of_a, b, "gender", c("thresholds", "loadings"))), settle)
# psych's correlations take whoever answered both items; each pair is lavaan's two-step estimate for those.
pairs <- diag(5)
for (i in 2:5) for (j in 1:(i - 1)) {
  x <- stats::na.omit(data.frame(lapply(b[, five("A")[c(i, j)]], ordered)))
  of_item <- lapply(five("A")[c(i, j)], function(item) lavaan:::lav_uvord_fit(y = b[, item]))
  pairs[i, j] <- pairs[j, i] <- lavaan:::lav_bvord_cor_twostep_fit(x[[1]], x[[2]], fit.y1 = of_item[[1]], fit.y2 = of_item[[2]])
}
written$bfi <- c(setNames(lapply(c("A", "C", "E", "N", "O"), function(s) one_factor(b[, five(s)])),
  paste0("reliability.", c("A", "C", "E", "N", "O"), "_reversed")),
  list(omega.psych.5factor_25items = schmid_leiman(cor(b[, 1:25], use = "pairwise"), 5),
    invariance.gender.A_C_N.ML = steps_of(ladder(of_bfi, b, "gender"), TRUE),
    invariance.gender.A_C_N.MLR = steps_of(ladder(of_bfi, b, "gender", estimator = "MLR")),
    ordinal_WLSMV.A.single_group = c(with_estimates(one), polychoric_of(one)),
    ordinal_WLSMV.A.invariance_gender = lapply(genders, of_fit),
    polychoric.psych.A = I(as.vector(pairs)), alpha.ordinal_polychoric.A = 5 / 4 * (1 - 5 / sum(pairs))))

# --- multilevel::lq2002 ------------------------------------------------------------------------------------------------
lq <- published("lq2002")
sets <- list(LEAD = names(lq)[3:13], TSIG = names(lq)[14:16], HOSTILE = names(lq)[17:21])
of_lq <- paste(c("LEADf", "TSIGf", "HOSTf"), "=~", sapply(sets, paste, collapse = " + "), collapse = "\n")
single <- settle(cfa(of_lq, lq))
of_tsig <- "level: 1\n fw =~ TSIG01 + TSIG02 + TSIG03\n level: 2\n fb =~ TSIG01 + TSIG02 + TSIG03"
two <- settle(cfa(of_tsig, lq, cluster = "COMPID"))
share <- function(item) {
  v <- as.data.frame(VarCorr(settle_lmer(y ~ 1 + (1 | g), data.frame(y = lq[, item], g = lq$COMPID))))$vcov
  v[1] / sum(v)
}
written$lq2002 <- c(setNames(lapply(sets, function(items) one_factor(lq[, items])), paste0("reliability.", names(sets))),
  list(cfa.3factor = with_estimates(single), standardised = standardised_of(single),
    cfa.3factor.mlr = of_fit(settle(cfa(of_lq, lq, estimator = "MLR"))),
    two_level_cfa.TSIG = c(attr(two, "search"), list(fit = named(fitMeasures(two, c("npar", "df", "logl"))),
      estimates = estimates_of(two))),
    item_icc.all = I(sapply(unlist(sets), share))))

# --- multilevel::bh1996 ------------------------------------------------------------------------------------------------
bh <- published("bh1996")
written$bh1996 <- list(
  lmer.WBEING = mixed_of(settle_lmer(WBEING ~ HRS + G.HRS + LEAD + (1 | GRP), bh)),
  lme.WBEING = mixed_of(settle_lmer(WBEING ~ HRS + LEAD + G.HRS + (LEAD | GRP), bh)))

# --- MASS::quine -------------------------------------------------------------------------------------------------------
quine <- published("quine"); quine$cell <- with(quine, paste0(Eth, Sex, Age, Lrn))
settle_glmmtmb <- function(formula, data) {
  f <- glmmTMB::glmmTMB(formula, data, family = glmmTMB::nbinom2); object <- f$obj
  found <- newton(f$fit$par, function(p) as.vector(object$gr(p)), reach = 1e-9)
  x <- found$x; fixed <- names(f$fit$par) == "beta"
  covariance <- solve(numDeriv::jacobian(function(p) as.vector(object$gr(p)), x))
  list(moved = found$moved, name = I(names(glmmTMB::fixef(f)$cond)), estimate = I(as.vector(x[fixed])),
    se = I(sqrt(diag(covariance))[fixed]), tau2 = exp(2 * x[[which(names(f$fit$par) == "theta")]]),
    theta = exp(x[[which(names(f$fit$par) %in% c("betad", "betadisp"))]]), loglik = -object$fn(x))
}
written$quine <- list(negbin = settle_negative_binomial(Days ~ Eth + Sex + Age + Lrn, quine),
  negbin.MASS_example = settle_negative_binomial(Days ~ Sex / (Age + Eth * Lrn), quine),
  glmer.poisson_random_cell = settle_glmer(Days ~ Eth + Sex + (1 | cell), quine, 1),
  glmer.poisson_AGQ25 = settle_glmer(Days ~ Eth + Sex + (1 | cell), quine, 25),
  glmmTMB.nbinom2_random_cell = settle_glmmtmb(Days ~ Eth + Sex + (1 | cell), quine))
write_down(written, "converged_published.json")
