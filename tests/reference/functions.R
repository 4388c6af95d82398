# What both reference scripts share. R 4.2 with psych, coin and pROC (Debian: r-cran-psych r-cran-gparotation
# r-cran-coin r-cran-proc r-cran-sandwich). Nothing here is read by the package: it only derives what the tests carry.
options(digits = 17, warn = -1)
suppressMessages({library(psych); library(coin); library(pROC)})

table_out <- function(rows, file) {
  frame <- as.data.frame(do.call(rbind, rows))
  for (column in names(frame)) frame[[column]] <- unlist(frame[[column]])
  numeric <- sapply(frame, is.numeric)
  frame[numeric] <- lapply(frame[numeric], function(x) sprintf("%.17g", x))
  write.csv(frame, file, row.names = FALSE, quote = FALSE, eol = "\n")
}

wilson <- function(k, n) 100 * as.numeric(prop.test(k, n, correct = FALSE)$conf.int)
newcombe <- function(k1, n1, k2, n2) {  # Newcombe 1998, method 10, from R's own Wilson limits
  a <- wilson(k1, n1); b <- wilson(k2, n2); p1 <- 100 * k1 / n1; p2 <- 100 * k2 / n2
  c(p1 - p2, p1 - p2 - sqrt((p1 - a[1])^2 + (b[2] - p2)^2), p1 - p2 + sqrt((a[2] - p1)^2 + (p2 - b[1])^2))
}

# x, y: values of the first and the second group
ranks <- function(x, y) {
  test <- wilcox.test(x, y, exact = FALSE, correct = FALSE)
  u <- as.numeric(test$statistic)
  values <- c(x, y); group <- factor(rep(c("a", "b"), c(length(x), length(y))))
  exact <- as.numeric(pvalue(wilcox_test(values ~ group, distribution = "exact")))
  auc <- roc(group, values, levels = c("b", "a"), direction = "<", quiet = TRUE)
  c <- as.numeric(auc$auc)
  half <- qnorm(.975) * sqrt(var(auc, method = "delong")) / (c * (1 - c))
  list(u = u, p = test$p.value, p_exact = exact, cles = c, cles_ci_low = plogis(qlogis(c) - half),
       cles_ci_high = plogis(qlogis(c) + half))
}

alpha_of <- function(m) {  # complete cases, turned
  S <- cov(m); k <- ncol(m); k / (k - 1) * (1 - sum(diag(S)) / sum(S))
}

# alpha of polychoric correlations (two-step, no correction of empty cells): root of the score, from mnormt
ordinal_alpha_of <- function(m) {
  k <- ncol(m); r <- c()
  for (i in 1:(k - 1)) for (j in (i + 1):k) {
    t <- table(m[[i]], m[[j]]); t <- t[rowSums(t) > 0, colSums(t) > 0]; n <- sum(t)
    a <- c(-9, qnorm(cumsum(rowSums(t))[-nrow(t)] / n), 9); b <- c(-9, qnorm(cumsum(colSums(t))[-ncol(t)] / n), 9)
    score <- function(rho) {
      S <- matrix(c(1, rho, rho, 1), 2); P <- outer(a, b, Vectorize(function(x, y) mnormt::biv.nt.prob(0, c(-9, -9), c(x, y), c(0, 0), S)))
      D <- outer(a, b, Vectorize(function(x, y) mnormt::dmnorm(c(x, y), c(0, 0), S)))
      cell <- function(F) diff(t(diff(F)))
      p <- t(cell(P)); d <- t(cell(D)); sum((t * d / p)[t > 0])
    }
    r <- c(r, uniroot(score, c(-.99, .99), tol = 1e-15)$root)
  }
  k * mean(r) / (1 + (k - 1) * mean(r))
}

# minres with R's general optimiser, from several starts, beside psych's own answer
omega_of <- function(m) {
  R <- cor(m); k <- ncol(m); low <- lower.tri(R)
  loss <- function(l) sum((R - outer(l, l))[low]^2)
  slope <- function(l) { E <- R - outer(l, l); diag(E) <- 0; as.numeric(-2 * E %*% l) }
  curve <- function(l) { H <- -2 * (R - 2 * outer(l, l)); diag(H) <- 2 * (sum(l^2) - l^2); H }
  fits <- lapply(c(.3, .5, .7), function(s) nlminb(rep(s, k), loss, slope, curve, control = list(rel.tol = 1e-15, x.tol = 1e-15)))
  l <- fits[[which.min(sapply(fits, function(f) f$objective))]]$par
  psych <- suppressMessages(omega(m, nfactors = 1, plot = FALSE, flip = FALSE)$omega.tot)
  c(1 - sum(1 - l^2) / sum(R), psych)
}

# One shift between two groups over many statements (columns of m), clustered by respondent; first: who is in the first group.
cumulative_link <- function(m, first) {
  long <- data.frame(i = rep(seq_len(nrow(m)), ncol(m)), first = rep(as.numeric(first), ncol(m)),
                     s = factor(rep(seq_len(ncol(m)), each = nrow(m))), y = unlist(m))
  long <- long[!is.na(long$y), ]
  model <- if (ncol(m) > 1) y ~ first + s else y ~ first
  long$y <- factor(long$y)
  fit <- MASS::polr(model, data = long, Hess = TRUE, control = list(reltol = 1e-16, maxit = 2000))
  # polr stops about 1e-6 early and has a numerical Hessian: from there on by its score (sandwich::estfun).
  k <- length(coef(fit)); x <- model.matrix(fit)[, -1, drop = FALSE]
  at <- function(p) {
    fit$coefficients <- p[1:k]; fit$zeta <- p[-(1:k)]
    cum <- plogis(outer(-as.vector(x %*% p[1:k]), p[-(1:k)], "+"))
    fit$fitted.values <- cbind(cum, 1) - cbind(0, cum)
    sandwich::estfun(fit)
  }
  score <- function(p) colSums(at(p))
  p <- c(coef(fit), fit$zeta); h <- 1e-5
  hessian <- function(p) sapply(seq_along(p), function(j) {
    e <- replace(numeric(length(p)), j, h)
    (8 * (score(p + e) - score(p - e)) - (score(p + 2 * e) - score(p - 2 * e))) / (12 * h)
  })
  for (step in 1:6) p <- p - solve(hessian(p), score(p))
  bread <- solve(-hessian(p)); m <- length(unique(long$i))
  v <- bread %*% crossprod(rowsum(at(p), long$i)) %*% bread * m / (m - 1)
  list(log_odds = as.numeric(p[1]), se = sqrt(v[1, 1]))
}
