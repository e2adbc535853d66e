# The models of make_models.R whose estimates are searched for. Sourced by make_converged.R.

people <- read.csv("models.csv"); absence <- read.csv("absence.csv")
scales <- list(lead = paste0("lead_", 1:3), cohesion = paste0("cohesion_", 1:3), demand = paste0("demand_", 1:3))
nine <- unlist(scales, use.names = FALSE)
whole <- stats::na.omit(people[, c("unit", "municipality", "gender", nine)])
three <- paste(sapply(names(scales), function(s) paste(s, "=~", paste(scales[[s]], collapse = " + "))), collapse = "\n")
four <- names(equal)[1:4]
expected <- list(meta = meta("models.csv, absence.csv"))

# --- factors -----------------------------------------------------------------------------------------------------------
ml <- ladder(three, whole, "municipality", four)
partial <- settle(cfa(three, whole, group = "municipality", group.equal = equal$scalar, group.partial = "cohesion_2~1"))
single <- settle(cfa(three, whole))
holey <- people[rowSums(!is.na(people[, nine])) > 0, ]
fiml <- settle(cfa(three, holey, missing = "fiml", em.h1.iter.max = 10000, em.h1.tol = 1e-11))
clustered <- settle(cfa(three, whole, cluster = "unit", estimator = "MLR"))
of_four <- paste("=~", paste(c(scales$lead, "cohesion_1"), collapse = " + "))
two <- settle(cfa(paste("level: 1\n fw", of_four, "\n level: 2\n fb", of_four), whole, cluster = "unit",
  em.h1.iter.max = 10000, em.h1.tol = 1e-11))
expected$factor <- list(groups = I(lavInspect(ml$configural, "group.label")), ml = steps_of(ml, TRUE),
  mlr = steps_of(ladder(three, whole, "municipality", four, estimator = "MLR")),
  mlm = steps_of(ladder(three, whole, "municipality", four, estimator = "MLM")),
  wishart = of_fit(settle(cfa(three, whole, group = "municipality", likelihood = "wishart"))),
  score_tests = score_tests_of(ml$scalar), partial = with_estimates(partial),
  single = of_fit(single, list(standardised = standardised_of(single))), fiml = with_estimates(fiml),
  clustered = with_estimates(clustered),
  two_level = c(attr(two, "search"), list(fit = named(fitMeasures(two, c("npar", "df", "logl"))),
    estimates = estimates_of(two))))

# --- ordered answers ---------------------------------------------------------------------------------------------------
categories <- function(...) cfa(three, whole, ordered = TRUE, ...)
one <- settle(categories())
common <- c("thresholds", "loadings")
wlsmv <- lapply(list(configural = categories(group = "municipality"),
  thresholds = with_intercepts(three, whole, "municipality", "thresholds"),
  loadings = with_intercepts(three, whole, "municipality", common),
  intercepts = categories(group = "municipality", group.equal = common)), settle)
expected$ordered <- c(list(groups = I(lavInspect(wlsmv$configural, "group.label"))), polychoric_of(one),
  list(single = with_estimates(one), steps = lapply(wlsmv, of_fit), change = change(wlsmv),
    alpha = { r <- unclass(lavInspect(one, "sampstat")$cov)[1:6, 1:6]; 6 / 5 * (1 - 6 / sum(r)) }))

# --- reliability -------------------------------------------------------------------------------------------------------
# Alpha without each person in turn, and beside it what is close to that for many persons: the spread of alpha's influence.
without_each <- function(items) {
  x <- as.matrix(stats::na.omit(items)); n <- nrow(x); j <- ncol(x)
  alpha <- function(x) j / (j - 1) * (1 - sum(diag(cov(x))) / sum(cov(x)))
  each <- sapply(1:n, function(k) alpha(x[-k, ])); se <- sqrt((n - 1) / n * sum((each - mean(each))^2))
  from_mean <- scale(x, scale = FALSE); total <- rowSums(from_mean)^2; own <- rowSums(from_mean^2)
  influence <- j / (j - 1) * (own - sum(own) / sum(total) * total) / mean(total)
  list(value = alpha(x), se = se, interval = I(c(alpha(x) - qt(0.975, n - 1) * se, alpha(x) + qt(0.975, n - 1) * se)),
    asymptotic_se = sqrt(mean(influence^2) / n))
}
expected$reliability <- lapply(list(lead = scales$lead, demand = scales$demand, climate = c(scales$lead, scales$cohesion)),
  function(items) c(list(items = I(items)), one_factor(people[, items]), list(alpha = without_each(people[, items]))))
turned <- stats::na.omit(people[, nine]); turned[, scales$demand] <- 6 - turned[, scales$demand]
expected$hierarchical_omega <- schmid_leiman(cor(turned), 3)

# --- persons within units, and waves -----------------------------------------------------------------------------------
scored <- people[stats::complete.cases(people[, scales$lead]), ]; scored$score <- rowMeans(scored[, scales$lead])
scored$longer <- (scored$hours - 25) / 10
both <- scored[stats::complete.cases(scored[, scales$demand]), ]; both$demand <- rowMeans(both[, scales$demand])
expected$multilevel <- list(reml = mixed_of(settle_lmer(score ~ 1 + (1 | unit), scored)),
  ml = mixed_of(settle_lmer(score ~ 1 + (1 | unit), scored, FALSE)),
  two_predictors_reml = mixed_of(settle_lmer(score ~ longer + demand + (1 | unit), both)),
  two_predictors_ml = mixed_of(settle_lmer(score ~ longer + demand + (1 | unit), both, FALSE)),
  slope = mixed_of(settle_lmer(score ~ longer + (1 + longer | unit), scored)))
expected$trend <- mixed_of(settle_lmer(score ~ 0 + factor(wave) + (1 | unit) + (1 | unit:wave), scored))

# --- counts with exposure ----------------------------------------------------------------------------------------------
expected$association <- list(
  negative_binomial = settle_negative_binomial(days ~ climate + municipality + offset(log(staff_days)), absence),
  laplace = settle_glmer(days ~ climate + municipality + offset(log(staff_days)) + (1 | unit), absence, 1),
  quadrature = settle_glmer(days ~ climate + municipality + offset(log(staff_days)) + (1 | unit), absence, 15))
write_down(expected, "converged.json")
