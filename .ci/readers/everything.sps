* Reads the file of crates/spss/examples/everything.rs with PSPP, in the folder it is in.
GET FILE='everything.sav'.
COMPUTE long = LENGTH(RTRIM(fritekst)).
COMPUTE widest = LENGTH(RTRIM(videst)).
COMPUTE counted = NMISS(Trivsel_på_jobb_1_5, beløp, nummer).
FORMATS long widest counted (F6.0).
WRITE OUTFILE='seen.txt' TABLE / enhet (A20) ' ' long ' ' widest ' ' counted.
EXECUTE.
