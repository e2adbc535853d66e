# Takes a fit of an R package to the end of its search. Sourced by make_converged.R.
#
# A package stops when its objective hardly moves, and there an estimate still moves with the root of that. Here Newton's
# steps go on, on the package's own gradient or deviance, until rounding ends them, and the package itself then makes of
# the estimates what it makes of any: standard errors, chi-square, indices.

suppressMessages({ library(lavaan); library(lme4) })
options(warn = 1)

# Steps of Newton from x on a gradient, until a step is no shorter than the one before it. A matrix of second derivatives
# that is a little wrong costs steps and no digits, so it is made once. `reach` is what the last step may be of a
# parameter, or of 1 where that is smaller.
newton <- function(x, gradient, second = numDeriv::jacobian(gradient, x), reach = 1e-9) {
  last <- Inf; start <- x
  for (round in 1:100) {
    step <- as.vector(solve(second, gradient(x))); size <- max(abs(step) / pmax(abs(x), 1))
    if (size >= last || size == 0) break
    x <- x - step; last <- size
  }
  stopifnot(last < reach)
  list(x = x, moved = max(abs(x - start) / pmax(abs(x), 1)), last_step = last)
}

# The same on a deviance alone, by differences over four tenths of a standard error and halves of it: so wide that they lose
# few digits to rounding, and extrapolated. `scale` says about how large the standard errors are.
wide <- list(eps = 0.4, d = 0, zero.tol = Inf, r = 5)
newton_on <- function(x, deviance, scale, reach = 1e-8) {
  by <- function(t) deviance(x + scale * t)
  slope <- function(t) numDeriv::grad(by, t, method.args = wide)
  second <- numDeriv::hessian(by, 0 * x, method.args = wide)
  found <- newton(0 * x, slope, second, reach)
  at <- x + scale * found$x
  list(x = at, moved = found$moved, last_step = found$last_step,
    covariance = 2 * solve(numDeriv::hessian(by, found$x, method.args = wide)) * outer(scale, scale))
}

# --- lavaan ------------------------------------------------------------------------------------------------------------
# lavaan's gradient by the parameters that equalities leave; its fit is then made anew at the polished estimates.
settle <- function(f) {
  m <- f@Model; of_free <- if (m@eq.constraints) m@eq.constraints.K else diag(m@nx.free)
  start <- lavaan:::lav_model_get_parameters(m)
  at <- function(free) start + as.vector(of_free %*% free)
  gradient <- function(free) as.vector(lavaan:::lav_model_gradient(lavaan:::lav_model_set_parameters(m, at(free)),
    lavsamplestats = f@SampleStats, lavdata = f@Data, lavcache = f@Cache) %*% of_free)
  nought <- rep(0, ncol(of_free)); second <- numDeriv::jacobian(gradient, nought)
  found <- newton(nought, gradient, (second + t(second)) / 2)
  table <- f@ParTable; table$est <- table$se <- NULL
  table$ustart[table$free > 0] <- table$start[table$free > 0] <- at(found$x)[table$free[table$free > 0]]
  options <- f@Options; options$optim.method <- "none"
  g <- suppressWarnings(lavaan(slotOptions = options, slotParTable = table, slotSampleStats = f@SampleStats,
    slotData = f@Data, sloth1 = f@h1))
  stopifnot(max(abs(lavaan:::lav_model_get_parameters(g@Model) - at(found$x))) < 1e-13)
  attr(g, "search") <- found[c("moved", "last_step")]
  g
}

# lavaan's search for each polychoric correlation, followed by steps on its own score.
polish_polychorics <- function() {
  as_shipped <- get("lav_bvord_cor_twostep_fit", asNamespace("lavaan"))
  polished <- function(Y1, Y2, ..., fit.y1 = NULL, fit.y2 = NULL) {
    if (is.null(fit.y1)) fit.y1 <- lavaan:::lav_uvord_fit(y = Y1)
    if (is.null(fit.y2)) fit.y2 <- lavaan:::lav_uvord_fit(y = Y2)
    inside <- new.env(parent = asNamespace("lavaan"))  # where lavaan's score looks for itself
    inside$cache <- lavaan:::lav_bvord_init_cache(fit.y1 = fit.y1, fit.y2 = fit.y2, parent = inside)
    score <- function(r) {
      inside$cache$theta <- r; lavaan:::lav_bvord_logl_cache(inside$cache); lavaan:::lav_bvord_gradient_cache(inside$cache)
    }
    rho <- as_shipped(Y1, Y2, ..., fit.y1 = fit.y1, fit.y2 = fit.y2); r <- as.numeric(rho)
    rho[1] <- newton(r, score, matrix((score(r + 1e-4) - score(r - 1e-4)) / 2e-4), 1e-11)$x
    rho
  }
  utils::assignInNamespace("lav_bvord_cor_twostep_fit", polished, "lavaan")
}

# --- lme4 --------------------------------------------------------------------------------------------------------------
settle_lmer <- function(formula, data, REML = TRUE) {
  start <- getME(lmer(formula, data, REML = REML), "theta")
  parts <- lFormula(formula, data, REML = REML); deviance <- do.call(mkLmerDevfun, parts)
  rough <- sqrt(2 / diag(numDeriv::hessian(deviance, start)))
  theta <- newton_on(start, deviance, rough)$x
  fixed <- deviance(theta)
  mkMerMod(environment(deviance), list(par = theta, fval = fixed, conv = 0, message = "polished"), parts$reTrms, parts$fr)
}

# glmer with the given number of nodes. Its Laplace takes the curvature one step before the units' modes are found; here it
# is taken at the modes, by lme4's own functions. Errors are by second differences, as glmer's are.
settle_glmer <- function(formula, data, points) {
  tight <- glmerControl(optimizer = "bobyqa", optCtrl = list(rhoend = 1e-10, maxfun = 1e5), tolPwrss = 1e-14)
  f <- suppressWarnings(glmer(formula, data, poisson, nAGQ = points, control = tight))
  again <- suppressWarnings(update(f, devFunOnly = TRUE))
  pp <- environment(again)$pp; resp <- environment(again)$resp
  deviance <- function(x) {
    by_quadrature <- again(x)
    if (points > 1) return(by_quadrature)
    pp$updateXwts(resp$sqrtWrkWt()); pp$updateDecomp()
    resp$Laplace(pp$ldL2(), 0, pp$sqrL(1))
  }
  found <- newton_on(c(getME(f, "theta"), fixef(f)), deviance, c(0.1, sqrt(diag(vcov(f)))))
  list(name = I(names(fixef(f))), estimate = I(found$x[-1]), se = I(sqrt(diag(found$covariance))[-1]),
    tau2 = found$x[[1]]^2, moved = found$moved, last_step = found$last_step)
}

# --- MASS --------------------------------------------------------------------------------------------------------------
# glm.nb takes turns; so do we, until neither moves. The errors are those of the last turn.
settle_negative_binomial <- function(formula, data) {
  f <- MASS::glm.nb(formula, data, control = glm.control(epsilon = 1e-14, maxit = 200))
  y <- f$y; theta <- as.numeric(f$theta); x <- model.matrix(f); offset <- model.offset(model.frame(f))
  exactly <- glm.control(epsilon = 1e-16, maxit = 100)
  for (round in 1:500) {
    g <- suppressWarnings(glm.fit(x, y, offset = offset, etastart = if (round > 1) g$linear.predictors,
      family = MASS::negative.binomial(theta), control = exactly))
    m <- fitted(g)
    slope <- sum(digamma(theta + y) - digamma(theta) + log(theta) + 1 - log(theta + m) - (y + theta) / (m + theta))
    bend <- sum(-trigamma(theta + y) + trigamma(theta) - 1 / theta + 2 / (m + theta) - (y + theta) / (m + theta)^2)
    step <- slope / bend; theta <- theta + step
    if (abs(step) < 1e-14 * theta) break
  }
  stopifnot(abs(step) < 1e-12 * theta, max(abs(coef(g) / coef(f) - 1)) < 1e-5)
  weight <- m / (1 + m / theta)
  list(name = I(names(coef(g))), estimate = I(as.vector(coef(g))),
    se = I(as.vector(sqrt(diag(solve(crossprod(x * sqrt(weight))))))), theta = theta, theta_se = 1 / sqrt(bend),
    twologlik = 2 * sum(dnbinom(y, theta, mu = m, log = TRUE)), deviance = g$deviance)
}

# --- psych -------------------------------------------------------------------------------------------------------------
# psych's objective of minimum residuals, by the items' own parts, with its gradient: what L L' leaves of the diagonal.
minres <- function(r, factors) {
  of <- function(own) {
    e <- eigen(r - diag(own), symmetric = TRUE); k <- seq_len(factors)
    e$vectors[, k, drop = FALSE] %*% diag(sqrt(pmax(e$values[k], 0)), factors)
  }
  f <- suppressMessages(suppressWarnings(psych::fa(r, factors, rotate = "none", fm = "minres")))
  gradient <- function(own) { l <- of(own); diag(l %*% t(l)) + own - diag(r) }
  of(newton(as.vector(f$uniquenesses), gradient, reach = 1e-11)$x)
}

# Oblimin with gamma 0 of GPArotation, followed by steps on the same slope along columns that keep their length.
quartimin <- function(loadings) {
  found <- suppressWarnings(GPArotation::oblimin(unclass(varimax(loadings)$loadings), maxit = 10000))
  turning <- solve(crossprod(loadings), t(loadings)) %*% found$loadings; k <- ncol(turning)
  start <- solve(t(turning)); start <- start %*% diag(1 / sqrt(colSums(start^2)))
  across <- lapply(1:k, function(j) qr.Q(qr(cbind(start[, j], diag(k))))[, 2:k, drop = FALSE])
  at <- function(p) sapply(1:k, function(j) {
    v <- start[, j] + across[[j]] %*% p[(j - 1) * (k - 1) + 1:(k - 1)]
    v / sqrt(sum(v^2))
  })
  slope <- function(p) {
    t <- at(p); l <- loadings %*% t(solve(t)); of_l <- l * (rowSums(l^2) - l^2)
    s <- -t(t(l) %*% of_l %*% solve(t))
    as.vector(sapply(1:k, function(j) t(across[[j]]) %*% (s[, j] - t[, j] * sum(t[, j] * s[, j]))))
  }
  found <- newton(rep(0, k * (k - 1)), slope, reach = 1e-11)
  t <- at(found$x)
  list(loadings = loadings %*% t(solve(t)), phi = crossprod(t), last_step = found$last_step)
}

# Omega by Schmid and Leiman as psych has it: three factors or more, oblimin, one factor of those.
schmid_leiman <- function(r, factors) {
  orthogonal <- minres(r, factors)
  orthogonal <- orthogonal %*% diag(sign(colSums(orthogonal)))
  rotated <- quartimin(orthogonal)
  turn <- sign(colSums(rotated$loadings)); l <- rotated$loadings %*% diag(turn)
  phi <- diag(turn) %*% rotated$phi %*% diag(turn)
  gamma <- if (factors == 3) sqrt(c(phi[1, 2] * phi[1, 3] / phi[2, 3], phi[1, 2] * phi[2, 3] / phi[1, 3],
    phi[1, 3] * phi[2, 3] / phi[1, 2])) else { g <- minres(phi, 1); as.vector(g * sign(sum(g))) }
  general <- as.vector(l %*% gamma); own <- 1 - diag(l %*% phi %*% t(l)); n <- ncol(r)
  keys <- sign(general); r <- r * outer(keys, keys); general <- general * keys
  list(alpha = n / (n - 1) * (1 - n / sum(r)), omega_h = sum(general)^2 / sum(r), omega_tot = 1 - sum(own) / sum(r),
    omega_lim = sum(general)^2 / (sum(r) - sum(own)), opposed = I(which(keys < 0)), last_step = rotated$last_step)
}
omega_of_one <- function(r) {
  l <- abs(as.vector(minres(r, 1)))
  list(omega_h = sum(l)^2 / sum(r), omega_tot = 1 - sum(1 - l^2) / sum(r), loadings = I(l))
}

# --- JSON --------------------------------------------------------------------------------------------------------------
named <- function(x) as.list(setNames(as.numeric(x), names(x)))
columns <- function(x) lapply(as.list(as.data.frame(x)), I)
json <- function(x, indent = "") {
  inner <- paste0(indent, " ")
  if (is.list(x)) {
    parts <- lapply(x, json, indent = inner); between <- paste0(",\n", inner)
    if (is.null(names(x))) return(paste0("[\n", inner, paste(parts, collapse = between), "\n", indent, "]"))
    return(paste0("{\n", inner, paste0('"', names(x), '": ', parts, collapse = between), "\n", indent, "}"))
  }
  one <- function(v) if (is.na(v)) "null" else if (is.character(v)) paste0('"', v, '"') else sprintf("%.17g", v)
  if (length(x) == 1 && !inherits(x, "AsIs")) return(one(x))
  paste0("[", paste(sapply(x, one), collapse = ", "), "]")
}
