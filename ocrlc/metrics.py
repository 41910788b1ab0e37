"""Provisional."""
from types import SimpleNamespace
from rapidfuzz.distance import Levenshtein
def line_metrics(pairs):
    pairs=list(pairs); out={}
    for suf,f in (("",lambda s:s),("_folded",str.lower),("_nospace",lambda s:s.lower().replace(" ",""))):
        p=[(f(a),f(b)) for a,b in pairs]
        out["cer"+suf]=100*sum(Levenshtein.distance(a,b) for a,b in p)/max(1,sum(len(b) for a,b in p))
        out["exact"+suf]=100*sum(a==b for a,b in p)/max(1,len(p))
    return SimpleNamespace(**out)
