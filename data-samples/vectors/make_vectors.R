# Draws synthetic answers and computes every index from plain formulas in base R.
#
#   Rscript make_vectors.R          writes answers.csv and vectors.json beside this script
#
# Nothing here is taken from a package: each statistic is written out, and where base R or an installed package has a
# function for it, the script stops unless both agree. Run it again only to add something: the seed fixes the data.

set.seed(20200101, kind = "Mersenne-Twister", normal.kind = "Inversion", sample.kind = "Rejection")

# --- answers -----------------------------------------------------------------------------------------------------------
sizes <- c(harbour = 23, library = 8, kitchen = 15, lone = 1, twins = 2, archive = 6, school_a = 31, school_b = 27,
           wardrobe = 3, roads = 12, alike = 7, silent = 4, split = 6, home_care = 19)
unit <- rep(names(sizes), sizes)
rows <- length(unit)
cut_to <- function(x, low, high) pmin(pmax(round(x), low), high)

unit_effect <- rnorm(length(sizes), 0, 0.5); names(unit_effect) <- names(sizes)
person <- unit_effect[unit] + rnorm(rows, 0, 0.7)
climate <- sapply(1:5, function(i) cut_to(3.6 + person + rnorm(rows, 0, 0.8), 1, 5))
workload <- sapply(1:3, function(i) cut_to(1.7 - 0.6 * person + rnorm(rows, 0, 1.1), 0, 4))
first <- sample(1:5, rows, replace = TRUE)
contrary <- cbind(first, cut_to(6 - first + rnorm(rows, 0, 1.2), 1, 5))

climate[unit == "alike", ] <- 4
workload[unit == "alike", ] <- 2
climate[unit == "split", ] <- rep(c(1, 5), 3)          # polarised: more variance than the null distribution
workload[unit == "split", ] <- rep(c(0, 4), each = 3)

items <- cbind(climate, workload, contrary)
colnames(items) <- c(paste0("climate_", 1:5), paste0("workload_", 1:3), paste0("contrary_", 1:2))
holes <- matrix(runif(length(items)) < 0.04, rows)
holes[unit %in% c("alike", "split", "lone"), ] <- FALSE
holes[unit == "silent", ] <- TRUE
holes[which(unit == "school_a")[1:3], 1:4] <- TRUE     # one answer out of five: too few for a climate score
items[holes] <- NA

raw <- items
raw[, "climate_3"] <- 6 - items[, "climate_3"]         # asked the other way round
shuffle <- sample(rows)
write.csv(data.frame(unit, raw)[shuffle, ], "answers.csv", row.names = FALSE, quote = FALSE, na = "", eol = "\n")

# --- formulas ----------------------------------------------------------------------------------------------------------
level <- 0.95
tail_p <- (1 + level) / 2
agree_to <- function(a, b) stopifnot(max(abs(unname(a) - unname(b))) < 1e-9)

score_of <- function(x, at_least) ifelse(rowSums(!is.na(x)) >= at_least, rowMeans(x, na.rm = TRUE), NA)

mean_and_t <- function(s) {
  n <- length(s); m <- sum(s) / n
  out <- list(n = n, mean = m, sd = NA, t_low = NA, t_high = NA)
  if (n >= 2) {
    out$sd <- sqrt(sum((s - m)^2) / (n - 1))
    if (max(s) > min(s)) {
      half <- qt(tail_p, n - 1) * out$sd / sqrt(n)
      out$t_low <- m - half; out$t_high <- m + half
      agree_to(c(out$t_low, out$t_high), t.test(s)$conf.int)
    }
  }
  out
}

wilson <- function(k, n) {
  z <- qnorm(tail_p); p <- k / n
  middle <- (p + z^2 / (2 * n)) / (1 + z^2 / n)
  half <- z * sqrt(p * (1 - p) / n + z^2 / (4 * n^2)) / (1 + z^2 / n)
  agree_to(c(middle - half, middle + half), suppressWarnings(prop.test(k, n, correct = FALSE))$conf.int)
  list(k = k, share = p, wilson_low = middle - half, wilson_high = middle + half)
}

alpha_of <- function(x) { j <- ncol(x); v <- apply(x, 2, var); j / (j - 1) * (1 - sum(v) / var(rowSums(x))) }

reliability <- function(x) {
  x <- x[stats::complete.cases(x), , drop = FALSE]; n <- nrow(x); j <- ncol(x); a <- alpha_of(x); r <- cor(x)
  out <- list(n = n, alpha = a, alpha_standardised = j / (j - 1) * (1 - j / sum(r)),
    feldt_low = 1 - (1 - a) * qf(tail_p, n - 1, (n - 1) * (j - 1)),
    feldt_high = 1 - (1 - a) * qf(1 - tail_p, n - 1, (n - 1) * (j - 1)),
    item_mean = unname(colMeans(x)), item_sd = unname(apply(x, 2, sd)),
    item_total = unname(sapply(1:j, function(i) cor(x[, i], rowSums(x)))),
    item_rest = unname(sapply(1:j, function(i) cor(x[, i], rowSums(x[, -i, drop = FALSE])))),
    alpha_if_dropped = if (j < 3) rep(NA, j) else sapply(1:j, function(i) alpha_of(x[, -i])))
  if (requireNamespace("multilevel", quietly = TRUE)) agree_to(a, multilevel::cronbach(x)$Alpha)
  if (requireNamespace("psych", quietly = TRUE)) {
    p <- suppressMessages(suppressWarnings(psych::alpha(x, warnings = FALSE)))
    agree_to(c(out$alpha, out$alpha_standardised), c(p$total$raw_alpha, p$total$std.alpha))
    agree_to(out$item_rest, p$item.stats$r.drop)
    agree_to(out$item_total, p$item.stats$raw.r)
  }
  out
}

agreement <- function(x, null) {
  x <- x[stats::complete.cases(x), , drop = FALSE]; n <- nrow(x); j <- ncol(x)
  if (n < 2) return(list(n = n, mean_item_variance = NA, r_star = NA, rwg_j = NA, rwg_j_untruncated = NA))
  s <- mean(apply(x, 2, var)); v <- s / null
  list(n = n, mean_item_variance = s, r_star = 1 - v, rwg_j = if (v > 1) 0 else j * (1 - v) / (j * (1 - v) + v),
       rwg_j_untruncated = j * (1 - v) / (j * (1 - v) + v))
}

one_way <- function(s, g) {
  keep <- !is.na(s); s <- s[keep]; g <- g[keep]
  n <- tapply(s, g, length); m <- tapply(s, g, mean); N <- sum(n); K <- length(n)
  ssb <- sum(n * (m - mean(s))^2); ssw <- sum((s - m[g])^2); msb <- ssb / (K - 1); msw <- ssw / (N - K)
  a <- summary(aov(s ~ factor(g)))[[1]]; agree_to(c(ssb, ssw), a[, 2]); f <- msb / msw
  k_mean <- N / K; k0 <- (N - sum(n^2) / N) / (K - 1); kh <- K / sum(1 / n)
  icc1 <- function(k) (msb - msw) / (msb + (k - 1) * msw)
  f_low <- f / qf(tail_p, K - 1, N - K); f_high <- f * qf(tail_p, N - K, K - 1)
  end <- function(f, k) (f - 1) / (f + k - 1)
  if (requireNamespace("multilevel", quietly = TRUE)) {
    model <- aov(s ~ factor(g)); agree_to(icc1(k_mean), multilevel::ICC1(model)); agree_to(1 - 1 / f, multilevel::ICC2(model))
  }
  list(n = N, units = K, ssb = ssb, ssw = ssw, msb = msb, msw = msw, f = f, f_p = pf(f, K - 1, N - K, lower.tail = FALSE),
    k_mean = k_mean, k_unbiased = k0, k_harmonic = kh,
    icc1_mean = icc1(k_mean), icc1_unbiased = icc1(k0), icc1_harmonic = icc1(kh), icc2 = (msb - msw) / msb,
    icc1_mean_low = end(f_low, k_mean), icc1_mean_high = end(f_high, k_mean),
    icc2_low = 1 - 1 / f_low, icc2_high = 1 - 1 / f_high, tau2 = (msb - msw) / k0,
    eta2 = ssb / (ssb + ssw), omega2 = (ssb - (K - 1) * msw) / (ssb + ssw + msw), epsilon2 = (ssb - (K - 1) * msw) / (ssb + ssw))
}

describe <- function(columns, low, high, at_least, cut, reversed) {
  x <- items[, columns]; s <- score_of(x, at_least); uniform <- ((high - low + 1)^2 - 1) / 12
  respond <- !is.na(s); shown <- table(factor(x[respond, ], levels = low:high))
  units <- lapply(sort(unique(unit)), function(u) {
    of <- unit == u; su <- s[of & respond]
    if (length(su) == 0) return(list(unit = u, n = 0))
    c(list(unit = u), mean_and_t(su), wilson(sum(su >= cut - 1e-9), length(su)),
      list(uniform = agreement(x[of, , drop = FALSE], uniform), heavy_skew = agreement(x[of, , drop = FALSE], 0.44)))
  })
  answered <- function(name) unlist(lapply(units, function(u) if (is.null(u$uniform)) NA else u$uniform[[name]]))
  rwg <- answered("rwg_j"); rwg <- rwg[!is.na(rwg)]
  list(columns = columns, low = low, high = high, at_least = at_least, cut = cut, reversed = reversed,
    persons = mean_and_t(s[respond]), favourable = wilson(sum(s[respond] >= cut - 1e-9), sum(respond)),
    distribution = as.vector(shown), reliability = reliability(x), one_way = one_way(s, unit), units = units,
    rwg_j_median = median(rwg), rwg_j_share_above_070 = mean(rwg >= 0.70))
}

# --- JSON --------------------------------------------------------------------------------------------------------------
json <- function(x, indent = "") {
  inner <- paste0(indent, "  ")
  if (is.list(x)) {
    parts <- lapply(x, json, indent = inner)
    if (is.null(names(x))) return(paste0("[\n", inner, paste(parts, collapse = paste0(",\n", inner)), "\n", indent, "]"))
    return(paste0("{\n", inner, paste0('"', names(x), '": ', parts, collapse = paste0(",\n", inner)), "\n", indent, "}"))
  }
  one <- function(v) if (is.na(v)) "null" else if (is.character(v)) paste0('"', v, '"') else if (is.logical(v)) tolower(v) else sprintf("%.17g", v)
  if (length(x) == 1) one(x) else paste0("[", paste(sapply(x, one), collapse = ", "), "]")
}

writeLines(json(list(
  meta = list(r_version = R.version.string, seed = 20200101, answers = "answers.csv", licence = "as the project", numbers = "%.17g"),
  scales = list(
    climate = describe(paste0("climate_", 1:5), 1, 5, 3, 4, c(FALSE, FALSE, TRUE, FALSE, FALSE)),
    workload = describe(paste0("workload_", 1:3), 0, 4, 3, 3, c(FALSE, FALSE, FALSE)),
    contrary = describe(paste0("contrary_", 1:2), 1, 5, 2, 4, c(FALSE, FALSE))))), "vectors.json")
