# Rscript arms.R EXPORTS: reference values of the ARMS study's statement answers (simulated, seed 2018), from the
# answers.csv that arms.sps wrote into results/exports. Run in this directory; writes the arms_*.csv beside it.
source("functions.R")
suppressMessages({library(MASS); library(sandwich)})
d <- read.csv(file.path(commandArgs(TRUE)[1], "answers.csv"), na.strings = c("", " ", "NA"))
items <- names(d)[-(1:2)]
themes <- list(training = items[1:6], workload_administration = items[7:13], joint_agency = items[14:17],
               informing_management = items[18:22], validity_defensibility = items[23:26])
police <- d$group == 1

rows <- lapply(items, function(v) {
  x <- na.omit(d[[v]][police]); y <- na.omit(d[[v]][!police]); kx <- sum(x >= 4); ky <- sum(y >= 4)
  counts <- c(table(factor(x, 1:5)), table(factor(y, 1:5)))
  names(counts) <- c(paste0("police_", 1:5), paste0("nps_", 1:5))
  w1 <- wilson(kx, length(x)); w2 <- wilson(ky, length(y)); n <- newcombe(kx, length(x), ky, length(y))
  c(list(statement = v), as.list(counts), ranks(x, y),
    list(police_low = w1[1], police_high = w1[2], nps_low = w2[1], nps_high = w2[2], diff_pct = n[1], diff_ci_low = n[2], diff_ci_high = n[3]))
})
p <- p.adjust(sapply(rows, function(r) r$p), "holm")
table_out(Map(function(r, q) c(r, list(p_holm = q)), rows, p), "arms_statements.csv")

rows <- lapply(names(themes), function(t) {
  score <- rowMeans(d[themes[[t]]], na.rm = TRUE)
  agree <- function(g) mean(sapply(themes[[t]], function(v) 100 * mean(na.omit(d[[v]][g]) >= 4)))
  x <- score[police]; y <- score[!police]
  c(list(theme = t), ranks(x[!is.nan(x)], y[!is.nan(y)]), list(police_mean = agree(police), nps_mean = agree(!police)))
})
p <- p.adjust(sapply(rows, function(r) r$p), "holm")
table_out(Map(function(r, q) c(r, list(p_holm = q)), rows, p), "arms_themes.csv")

rows <- list()
for (g in c("police", "nps")) for (t in names(themes)) {
  m <- na.omit(d[if (g == "police") police else !police, themes[[t]]]); k <- ncol(m)
  a <- alpha_of(m); ci <- alpha.ci(a, nrow(m), k); o <- omega_of(m)
  rows <- c(rows, list(list(group = g, theme = t, n_complete = nrow(m), alpha = a, alpha_ci_low = as.numeric(ci$lower.ci),
    alpha_ci_high = as.numeric(ci$upper.ci), omega = o[1])))
}
table_out(rows, "arms_reliability.csv")

# MASS::polr, gone on to its maximum, with the scores of sandwich::estfun (functions.R).
table_out(lapply(c("", names(themes)), function(t) c(list(theme = t), cumulative_link(
  d[if (t == "") items else themes[[t]]], police))), "arms_models.csv")
