# Rscript invented.R: reference values of invented_answers.csv (made up for these tests; a3 is reverse-keyed, codes
# 4 and 5 agree, a1 to a4 are theme a, b1 is theme b, c1 and c2 theme c). Run in this directory.
source("functions.R")
d <- read.csv("invented_answers.csv", na.strings = c("", "n/a"))
turned <- d; turned$a3 <- 6 - turned$a3
themes <- list(a = c("a1", "a2", "a3", "a4"), b = "b1", c = c("c1", "c2"))
score <- as.data.frame(lapply(themes, function(v) rowMeans(turned[v], na.rm = TRUE)))
pair_list <- list(c("north", "south"), c("north", "west"), c("south", "west"))
compare <- function(values, pair) {
  x <- na.omit(values[d$group == pair[1]]); y <- na.omit(values[d$group == pair[2]])
  x <- x[!is.nan(x)]; y <- y[!is.nan(y)]
  c(list(first = pair[1], second = pair[2]), ranks(x, y))
}
items <- names(d)[-(1:2)]
for (kind in c("statement", "theme")) {
  table <- if (kind == "statement") d[items] else score
  rows <- do.call(c, lapply(pair_list, function(pair) lapply(names(table), function(v) c(list(id = v), compare(table[[v]], pair)))))
  p <- p.adjust(sapply(rows, function(r) r$p), "holm")
  table_out(Map(function(r, q) c(r, list(p_holm = q)), rows, p), paste0("invented_", kind, "_pairs.csv"))
  kw <- lapply(names(table), function(v) {
    t <- kruskal.test(table[[v]], factor(d$group)); list(kind = kind, id = v, h = as.numeric(t$statistic), df = as.numeric(t$parameter), p = t$p.value) })
  table_out(kw, paste0("invented_", kind, "_kruskal.csv"))
}
rows <- list(); item_rows <- list()
for (g in c("all", "north", "south")) {
  m <- na.omit(turned[if (g == "all") TRUE else d$group == g, themes$a])
  a <- alpha_of(m); ci <- alpha.ci(a, nrow(m), 4); o <- omega_of(m); whole <- psych::alpha(m)
  rows <- c(rows, list(list(group = g, n_complete = nrow(m), alpha = a, alpha_ci_low = as.numeric(ci$lower.ci),
    alpha_ci_high = as.numeric(ci$upper.ci), alpha_standardised = whole$total$std.alpha, mean_r = whole$total$average_r, omega = o[1], omega_psych = o[2],
    alpha_ordinal = if (g == "all") ordinal_alpha_of(m) else NA)))
  for (v in themes$a) item_rows <- c(item_rows, list(list(group = g, statement = v, mean = mean(m[[v]]), sd = sd(m[[v]]),
    item_rest = whole$item.stats[v, "r.drop"], alpha_if_deleted = alpha_of(m[setdiff(themes$a, v)]))))
}
table_out(rows, "invented_reliability.csv"); table_out(item_rows, "invented_items.csv")
# MASS::polr, gone on to its maximum, with the scores of sandwich::estfun (functions.R), north against south.
two <- d$group %in% c("north", "south")
table_out(lapply(c("", "a", "b", "c"), function(t) c(list(theme = t), cumulative_link(
  turned[two, if (t == "") items else themes[[t]], drop = FALSE], d$group[two] == "north"))), "invented_models.csv")
