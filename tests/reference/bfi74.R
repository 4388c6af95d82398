# Rscript bfi74.R STUDY: reference values of the bfi74 study (bfi of the R package psychTools: SAPA project,
# W. Revelle; the first 45 men and 29 women). Run in this directory; writes the bfi74_*.csv beside it.
source("functions.R")
study <- commandArgs(TRUE)[1]
d <- read.csv(file.path(study, "data/raw/statements/answers.csv"))
items <- names(d)[-(1:2)]
reversed <- c("A1", "C4", "C5", "E1", "E2", "O2", "O5")
turned <- d[items]; for (v in reversed) turned[[v]] <- 7 - turned[[v]]
themes <- c(A = "agreeableness", C = "conscientiousness", E = "extraversion", N = "neuroticism", O = "openness")
men <- d$group == "men"

rows <- lapply(items, function(v) {
  x <- na.omit(d[[v]][men]); y <- na.omit(d[[v]][!men]); kx <- sum(x >= 5); ky <- sum(y >= 5)
  counts <- c(table(factor(x, 1:6)), table(factor(y, 1:6)))
  names(counts) <- c(paste0("men_", 1:6), paste0("women_", 1:6))
  w1 <- wilson(kx, length(x)); w2 <- wilson(ky, length(y)); n <- newcombe(kx, length(x), ky, length(y))
  c(list(statement = tolower(v)), as.list(counts), ranks(x, y),
    list(men_low = w1[1], men_high = w1[2], women_low = w2[1], women_high = w2[2], diff_pct = n[1], diff_ci_low = n[2], diff_ci_high = n[3]))
})
p <- p.adjust(sapply(rows, function(r) r$p), "holm")
rows <- Map(function(r, q) c(r, list(p_holm = q)), rows, p)
table_out(rows, "bfi74_statements.csv")

rows <- lapply(names(themes), function(t) {
  names <- paste0(t, 1:5); score <- rowMeans(turned[names], na.rm = TRUE)
  agree <- function(g) mean(sapply(names, function(v) 100 * mean(na.omit(d[[v]][g]) >= 5)))
  c(list(theme = themes[[t]]), ranks(score[men], score[!men]), list(men_mean = agree(men), women_mean = agree(!men)))
})
p <- p.adjust(sapply(rows, function(r) r$p), "holm")
rows <- Map(function(r, q) c(r, list(p_holm = q)), rows, p)
table_out(rows, "bfi74_themes.csv")

# The correlations too, so that omega can be tested without the answers.
reliability <- list(); correlations <- list()
for (g in c("all", "men", "women")) for (t in names(themes)) {
  m <- na.omit(turned[if (g == "all") TRUE else d$group == g, paste0(t, 1:5)])
  a <- alpha_of(m); ci <- alpha.ci(a, nrow(m), 5); o <- omega_of(m); R <- cor(m)
  reliability <- c(reliability, list(list(group = g, theme = themes[[t]], n_complete = nrow(m), alpha = a,
    alpha_ci_low = as.numeric(ci$lower.ci), alpha_ci_high = as.numeric(ci$upper.ci), omega = o[1], omega_psych = o[2],
    alpha_ordinal = ordinal_alpha_of(m))))
  if (g == "all") correlations <- c(correlations, list(c(list(theme = themes[[t]]), as.list(setNames(R[lower.tri(R)], paste0("r", 1:10))))))
}
table_out(reliability, "bfi74_reliability.csv")
table_out(correlations, "bfi74_correlations.csv")
