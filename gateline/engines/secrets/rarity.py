"""How unlike written words a value is.

A letter-pair model of ordinary source text: the average surprise of each symbol after the one before it. Words, names and
identifiers come out near 3 bits a symbol, random strings above 4.5. It says what entropy cannot: `authorizationcode` and
`qzxkvjwpfybmhdgtu` have the same entropy. The table is rebuilt by `scripts/train_rarity.py`.
"""

import base64

__all__ = ["rarity"]

_SYMBOLS = b"abcdefghijklmnopqrstuvwxyz0123456789_"
_WIDTH = len(_SYMBOLS)
_TABLE = base64.b85decode(
    r"bx%G-d}dLlPpN4!K{&5Yr!+k(TV!o-WPE^qfPsR7f_{U7dNf){S2JFFmO)mXF?e`BWtUG!bvTibpHP@yUR+*bVPaxpVQ4jPRcJ45bvaSIKt*eTCvl-pTsBp9"
    r"n5k~HY<F~aczJVqc6nVsUSC5UUT%vpiJVkwbU<s3Qc7q|c6fnlqHSqvZ)<8}Zf|l%NN_?qS5#q+aj%t2Q8aj0X(}%}g<fb!Zm@-cf`*BRhKh-bPC8^+SVKI3"
    r"l_svDM{ad4bFM{NPC}cKmu9MAWoKq*XJlw)W>ZOkVSF8STs%3VjZ<YtJ#CpeK3zk9g_wzupoxo{prMAQq^CzGfqHBlgq4vorjc=5gfD%MQ)D+_m58lypPP@I"
    r"o3OQ*#iYelS6x0xQc*~+mZ*k8Mjtg)pHw_HpjxhK#9_*~y|&cQwd2I+hdpR&Y#?fIbXag%ZDegJV0?8hWiWDUba8loeS(UKhmDSmk7YM%WMLO+S$Z>%i&|$+"
    r"V`qV9J78FWS#Wuap@M^ij-HmNo2WoGesW79XMB<>u7x&(f--TbcSuM|b%Lx&s<NJ+tG>al(wfdzB~N)`A%&5aJ+6RWPkT5loPADZOp%wIcA>MHp{TaEkG`|M"
    r"Ry>40HZ@c*iAbJkV|QObai)ScDO+8ZuWqQfq^PIP*1p%(yH{diMMHFAWTj%CXhlFIR70*RP(?ddPluVL(4o1s$kxBhw&G(hjACUgZh>A)y?Zxwgfm2+Fit;C"
    r"bc~`+s<V}em9e<1(6!1`S#N7%X>W3JZ;5(KU37nKUQAeU3vzLMaeIz(XnBo%eV2fjPBw#8TOeyzm^8m-Xi-izbF4~2K2l<Ss8+hJl9;Qz$-v9O%vV&4Pi!T5"
    r"bx$|8Wo2-4MNNWuJR(Pobe~G1xt5xbyu6>s!`DVRhFo$aYl1W_xu0cfgGF4fI!91ajB|@ip|OUUf~m!R(3aRfQ%_J}JY->{M7*##MJ;zhr!q7!ot&t6vXx+q"
    r"bfCn-yUM}Kl_PayaTI8NfikC+YGis<QiXV4X@h`ufs~P_hj^2RvtF>Sv|%cLZfH4mgf%6Wk!Wy6HgT3VJ92-6YJruOnUa*Bu9>B|yR%b7Swmb!Qk{=etE+-}"
    r"jD13(fptEPfRt@`s5L1+LP}RzT1#DCV{KVyQ+8>FP?C~KKt)m{mq;Wyd3a%vgm0;hg^{kRtgf%JJ3Vo4a1nQRbwPoEaBgiYcY}9sb$EAgXkbl=dUJ)5mW`H<"
    r"qhVB3R9071rm&~9t*4==wV$`Eqo%R1sg13t6gfjcMNv#pQ&NCRNJ~UQK(M5ot*W7nq@j_iotmAKpQWL%sWmw{K|(`0Mn*<rNk~RXNJNv7hoX~teu<xUn~HjZ"
    r"fP$H4t*JFVKS4u0MnXPCT|`DkM@UDSp_QJTmYSWEho6g@mzkQUrLCniLM}o<Mn^|LLUTt(Mn*?Qi;<12lXG*9l7Xs=bB2Xonq;M>G($i_Kt4o5L`PdfLq<hJ"
    r"MWvLRmZFoCl%0~NoROTKot&Vbnmar~Ks`P=LPSG+NJ&RaNk@>Dn5m<Hb)J=prkaV3h>falq^v<kMoA<`NJdCNO+-RNL_t5OoSLGkq@SjtnV_JapQ59osG+7h"
    r"Lqb11K|?`6L4HR?Mn^_Qpq8AdorHs!q>-nYjE{zhoo=PBEI~v>LP9@7K|*UmLqbAAM5Lgbpq-wfn5U7UrJa?Wm5`yGr8q%AKtMr3LqS1#LQ_0NNJCLxLV9RR"
    r"MMzXZfI~JwT3B0woQI2Ze2JE)nX#O?M?FqEM@2<fTttC(PD@ZzMvOx?JW*a%If;<}|NsC0|NsC0|Nj"
)
_INDEX = bytes(_SYMBOLS.find(bytes((byte,)).lower()) % 256 for byte in range(256))


def rarity(text: bytes) -> float:
    """Average surprise of a value's symbols under the letter-pair model.

    Args:
        text: the candidate; at most 256 bytes are read. Bytes that are no letter, digit or `_` break the text into words.

    Returns:
        Bits per symbol: about 3 for words, 5 for random letters and digits; 0.0 when there is nothing to judge.
    """
    total = count = 0
    before = _WIDTH
    for byte in text[:256]:
        now = _INDEX[byte]
        if now == 255:
            before = _WIDTH
            continue
        total += _TABLE[before * _WIDTH + now]
        count += 1
        before = now
    return total / count / 16 if count else 0.0
