* PSPP 1.6 (or SPSS): run in results/exports of the finished ARMS study with  pspp arms.sps.
* Writes answers.csv for arms.R: groups 1 (police) and 2 (nps), nothing where there is no answer.
GET FILE='statements.sav'.
RECODE training_thorough TO validity_consistent (MISSING=SYSMIS).
SAVE TRANSLATE /OUTFILE='answers.csv' /TYPE=CSV /FIELDNAMES /CELLS=VALUES /REPLACE.
