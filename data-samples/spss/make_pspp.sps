* Writes pspp-1252.sav in this folder: LC_ALL=C.UTF-8 pspp make_pspp.sps, with PSPP 1.6.2.
SET LOCALE='windows-1252'.
DATA LIST LIST /enhet (A8) trivsel (F2.0) tekst (A300).
BEGIN DATA.
"skole-07" 4 "Blåbær og øl – godt"
"Åsgård" 97 ""
END DATA.
VARIABLE LABELS trivsel 'Jeg trives på jobben'.
VALUE LABELS trivsel 1 'Helt uenig' 97 'Ikke aktuelt – gjelder ikke meg'.
MISSING VALUES trivsel (97).
VARIABLE LEVEL trivsel (ORDINAL).
SAVE OUTFILE='pspp-1252.sav'.
