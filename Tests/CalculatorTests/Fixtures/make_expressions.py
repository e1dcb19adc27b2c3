#!/usr/bin/env python3
"""Writes expressions.jsonl: random expressions and their values, computed without the calculator.

Rational values come from fractions.Fraction over the generator's own trees (no text is parsed), irrational ones from
mpmath, dates from datetime. Each line is [expression, kind, value]; kind "exact" compares a fraction "n/d" or "n",
"decimal" 34 significant digits "-1.5e-7", "truth" true or false, "text" the result's text, "error" a code.

    python3 make_expressions.py [seed] > expressions.jsonl
"""
import datetime
import json
import math
import random
import re
import sys
from fractions import Fraction

import mpmath

rng = random.Random(int(sys.argv[1]) if len(sys.argv) > 1 else 20261121)
DATE_LIKE = re.compile(r"(?<![\d._@])\d{4}-\d{2}-\d{2}")


class TooBig(Exception):
    pass


# Binding strength: sum, product, sign, power, postfix, atom.
SUM, PRODUCT, SIGN, POWER, POSTFIX, ATOM = range(6)


def space():
    return rng.choice(["", " ", " ", " "])


def wrap(part, least):
    """The text of a part, in parentheses where it binds too weakly, and sometimes elsewhere."""
    text, strength = part
    if strength < least or rng.random() < 0.03:
        return "(" + space() + text + space() + ")"
    return text


def check(value):
    if isinstance(value, Fraction) and max(abs(value.numerator), value.denominator).bit_length() > 1200:
        raise TooBig
    return value


# MARK: Rational expressions


def literal():
    kind = rng.random()
    if kind < 0.5:
        n = rng.choice([rng.randint(0, 12), rng.randint(0, 999), rng.randint(0, 10**9), rng.randint(0, 10**20)])
        text = str(n)
        if len(text) > 4 and rng.random() < 0.3:
            text = f"{n:_}"
        return (text, ATOM), Fraction(n)
    if kind < 0.9:
        places = rng.randint(1, 6)
        n = rng.randint(0, 10 ** (places + rng.randint(0, 4)))
        whole, rest = divmod(n, 10**places)
        text = f"{whole}.{rest:0{places}d}"
        if whole == 0 and rng.random() < 0.2:
            text = text[1:]
        return (text, ATOM), Fraction(n, 10**places)
    mantissa, power = rng.randint(1, 9999), rng.randint(-12, 12)
    return (f"{mantissa}{rng.choice('eE')}{power}", ATOM), Fraction(mantissa) * Fraction(10) ** power


def rounded(x, digits=0):
    scaled = x * Fraction(10) ** digits
    n = math.floor(abs(scaled) + Fraction(1, 2))
    return Fraction(n if scaled >= 0 else -n) / Fraction(10) ** digits


def median(values):
    values = sorted(values)
    middle = len(values) // 2
    return values[middle] if len(values) % 2 else (values[middle - 1] + values[middle]) / 2


def integer(depth, low=0, high=10**6):
    n = rng.randint(low, high)
    if n < 0:
        return (f"-{-n}", SIGN), Fraction(n)
    return (str(n), ATOM), Fraction(n)


def call(name, parts):
    return f"{name}({', '.join(wrap(part, SUM) for part in parts)})", ATOM


def rational(depth):
    if depth <= 0 or rng.random() < 0.12:
        return literal()
    kind = rng.random()
    if kind < 0.30:
        (a, x), (b, y) = rational(depth - 1), rational(depth - 1)
        sign = rng.choice("+-")
        shown = rng.choice(["−", "-"]) if sign == "-" and rng.random() < 0.1 else sign
        gap = space()
        text = wrap(a, SUM) + gap + shown + gap + wrap(b, PRODUCT)
        return (text, SUM), check(x + y if sign == "+" else x - y)
    if kind < 0.58:
        (a, x), (b, y) = rational(depth - 1), rational(depth - 1)
        sign = rng.choice(["*", "*", "*", "/", "/", "//", "%", "mod", "×", "÷"])
        if sign in ("*", "×"):
            value = x * y
        elif sign in ("/", "÷"):
            value = x / y
        elif sign == "//":
            value = Fraction(x // y)
        else:
            value = x % y
        gap = " " if sign == "mod" else space()
        right = wrap(b, SIGN)
        if sign == "%" and right[0] in "+-−":
            right = f"({right})"
        return (wrap(a, PRODUCT) + gap + sign + gap + right, PRODUCT), check(value)
    if kind < 0.64:
        a, x = rational(depth - 1)
        return ("-" + wrap(a, POWER), SIGN), -x
    if kind < 0.72:
        a, x = rational(depth - 1)
        power = rng.randint(-5, 8)
        if max(abs(x.numerator), x.denominator).bit_length() * abs(power) > 900:
            raise TooBig
        text = wrap(a, POSTFIX) + space() + rng.choice(["^", "^", "**"]) + space() + str(power)
        return (text, POWER), check(x**power)
    if kind < 0.75:
        n = rng.randint(0, 30)
        return (f"{n}!", POSTFIX), Fraction(math.factorial(n))
    if kind < 0.79:
        (p, x), (a, y) = literal(), rational(depth - 1)
        if rng.random() < 0.5:
            return (f"{wrap(p, ATOM)}% of {wrap(a, SIGN)}", PRODUCT), check(x / 100 * y)
        sign = rng.choice("+-")
        value = 1 + x / 100 if sign == "+" else 1 - x / 100
        return (f"{wrap(a, PRODUCT)} * (1 {sign} {p[0]}%)", PRODUCT), check(y * value)
    name = rng.choice(
        "gcd lcm min max sum product mean median abs sign floor ceil round round2 trunc mod quotient nCr nPr "
        "factorial hypot pow".split())
    if name in ("gcd", "lcm"):
        parts = [integer(depth, -10**6 if name == "gcd" else 0, 10**rng.choice([2, 4, 6])) for _ in range(rng.randint(1, 4))]
        function = math.gcd if name == "gcd" else math.lcm
        return call(name, [p for p, _ in parts]), check(Fraction(function(*[int(x) for _, x in parts])))
    if name in ("nCr", "nPr"):
        n = rng.randint(0, 60)
        k = rng.randint(0, n + 2)
        value = math.comb(n, k) if name == "nCr" else math.perm(n, k)
        return call(name, [(str(n), ATOM), (str(k), ATOM)]), Fraction(value)
    if name == "factorial":
        n = rng.randint(0, 40)
        return call(name, [(str(n), ATOM)]), Fraction(math.factorial(n))
    if name == "hypot":
        a, b, c = rng.choice([(3, 4, 5), (5, 12, 13), (8, 15, 17), (20, 21, 29)])
        k = Fraction(rng.randint(1, 100), 10)
        return call("hypot", [(str(float(a * k)), ATOM), (str(float(b * k)), ATOM)]), c * k
    if name == "pow":
        a, x = literal()
        n = rng.randint(-3, 5)
        return call("pow", [a, (str(n), SIGN)]), check(x**n)
    if name in ("min", "max", "sum", "product", "mean", "median"):
        parts = [rational(depth - 2) for _ in range(rng.randint(1, 5))]
        values = [x for _, x in parts]
        function = {
            "min": min, "max": max, "sum": sum, "product": math.prod,
            "mean": lambda v: sum(v) / len(v), "median": median,
        }[name]
        return call(name, [p for p, _ in parts]), check(Fraction(function(values)))
    if name in ("mod", "quotient"):
        (a, x), (b, y) = rational(depth - 1), rational(depth - 1)
        return call(name, [a, b]), check(x % y if name == "mod" else Fraction(x // y))
    a, x = rational(depth - 1)
    if name == "round2":
        digits = rng.randint(-3, 6)
        return call("round", [a, (str(digits), SIGN)]), check(rounded(x, digits))
    value = {
        "abs": abs, "floor": lambda v: Fraction(math.floor(v)), "ceil": lambda v: Fraction(math.ceil(v)),
        "trunc": lambda v: Fraction(math.trunc(v)), "round": rounded,
        "sign": lambda v: Fraction((v > 0) - (v < 0)),
    }[name](x)
    return call(name, [a]), value


def fraction_text(value):
    return str(value.numerator) if value.denominator == 1 else f"{value.numerator}/{value.denominator}"


def rational_line():
    try:
        if rng.random() < 0.06:
            (a, x), (b, y) = rational(3), rational(3)
            if rng.random() < 0.2:
                b, y = a, x
            sign = rng.choice(["<", "<=", "=", "==", "!=", ">=", ">"])
            truth = {"<": x < y, "<=": x <= y, "=": x == y, "==": x == y, "!=": x != y, ">=": x >= y, ">": x > y}[sign]
            return [f"{a[0]} {sign} {b[0]}", "truth", "true" if truth else "false"]
        part, value = rational(rng.randint(2, 5))
        return [part[0], "exact", fraction_text(value)]
    except TooBig:
        return None


# A division by zero is the only error among rational expressions; the tree is built twice from one state, once with a
# stand-in for zero, so that the text is known.
def error_line():
    a, _ = rational(2)
    b, x = rational(1)
    zero = f"({b[0]} - {wrap(b, PRODUCT)})"
    operator = rng.choice(["/", "//", "mod", "÷"])
    return [f"{wrap(a, PRODUCT)} {operator} {zero}", "error", "divisionByZero"]


# MARK: Irrational expressions: a tree is a text and a function that computes it with the precision in force.


def small(low=-20, high=20, places=3):
    n = rng.randint(low * 10**places, high * 10**places)
    whole, rest = divmod(abs(n), 10**places)
    text = f"{whole}.{rest:0{places}d}" if rng.random() < 0.8 else str(whole)
    value = Fraction(n, 10**places) if "." in text else Fraction(whole if n >= 0 else -whole)
    if n < 0 and value != 0:
        return ("-" + text, SIGN), lambda: mpmath.mpf(value.numerator) / value.denominator
    return (text, ATOM), lambda: mpmath.mpf(value.numerator) / value.denominator


def positive(low=0, high=50):
    return small(low, high)


UNARY = {
    "sqrt": mpmath.sqrt, "cbrt": lambda x: mpmath.sign(x) * mpmath.root(abs(x), 3), "exp": mpmath.exp, "ln": mpmath.log,
    "log2": lambda x: mpmath.log(x) / mpmath.log(2), "log10": lambda x: mpmath.log(x) / mpmath.log(10),
    "sin": mpmath.sin, "cos": mpmath.cos, "tan": mpmath.tan, "asin": mpmath.asin, "acos": mpmath.acos,
    "atan": mpmath.atan, "sinh": mpmath.sinh, "cosh": mpmath.cosh, "tanh": mpmath.tanh,
}
REAL_ONLY = {"sqrt": (0, 10**6), "ln": (0, 10**6), "log2": (0, 10**6), "log10": (0, 10**6), "asin": (-1, 1), "acos": (-1, 1)}


def bounded(tree):
    """Refuses numbers on the way that are too large for anybody to want them."""
    part, value = tree

    def checked():
        result = value()
        if not isinstance(result, mpmath.mpf) or result and not mpmath.mpf("1e-1000") < abs(result) < mpmath.mpf("1e1000"):
            raise OverflowError
        return result

    return part, checked


def irrational(depth):
    return bounded(unbounded(depth))


def unbounded(depth):
    if depth <= 0:
        if rng.random() < 0.15:
            name, value = rng.choice([
                ("pi", lambda: mpmath.pi + 0), ("e", lambda: mpmath.e + 0), ("tau", lambda: 2 * mpmath.pi),
                ("phi", lambda: (1 + mpmath.sqrt(5)) / 2), ("π", lambda: mpmath.pi + 0),
            ])
            return (name, ATOM), value
        return small()
    kind = rng.random()
    if kind < 0.55:
        name = rng.choice(list(UNARY))
        low, high = REAL_ONLY.get(name, (-20, 20))
        a, x = irrational(depth - 1) if rng.random() < 0.6 else small(low, min(high, 50))
        return call(name, [a]), lambda: UNARY[name](x())
    (a, x), (b, y) = irrational(depth - 1), irrational(depth - 1)
    if kind < 0.8:
        sign = rng.choice("+-*/")
        value = {
            "+": lambda: x() + y(), "-": lambda: x() - y(), "*": lambda: x() * y(), "/": lambda: x() / y(),
        }[sign]
        if sign in "+-":
            return (f"{wrap(a, SUM)} {sign} {wrap(b, PRODUCT)}", SUM), value
        return (f"{wrap(a, PRODUCT)} {sign} {wrap(b, SIGN)}", PRODUCT), value
    if kind < 0.88:
        base, z = positive()
        text = f"{wrap(base, POSTFIX)}^{wrap(b, POSTFIX)}"
        return (text, POWER), lambda: mpmath.power(z(), y())
    if kind < 0.92:
        return call("atan2", [a, b]), lambda: mpmath.atan2(x(), y())
    if kind < 0.95:
        return call("hypot", [a, b]), lambda: mpmath.sqrt(x() ** 2 + y() ** 2)
    if kind < 0.98:
        base, z = positive(2, 20)
        return call("log", [a, base]), lambda: mpmath.log(x()) / mpmath.log(z())
    n = rng.randint(2, 9)
    base, z = positive()
    return call("root", [base, (str(n), ATOM)]), lambda: mpmath.root(z(), n)


def digits(value, precision):
    """34 significant digits, rounded, without zeros at the end."""
    with mpmath.workdps(precision):
        sign, mantissa, exponent, _ = value._mpf_
    exact = Fraction(int(mantissa)) * Fraction(2) ** exponent
    power = math.floor(mpmath.log10(abs(value))) - 33
    while True:
        n = round(exact / Fraction(10) ** power)
        if n >= 10**34:
            power += 1
        elif n < 10**33:
            power -= 1
        else:
            break
    text = str(n).rstrip("0")
    power += 34 - 1
    return ("-" if sign else "") + text[0] + ("." + text[1:] if len(text) > 1 else "") + f"e{power}"


def irrational_line():
    (text, _), value = irrational(rng.randint(1, 4))
    results = []
    for precision in (80, 130):
        mpmath.mp.dps = precision
        try:
            result = value()
        except (ValueError, ZeroDivisionError, OverflowError):
            return None
        if not isinstance(result, mpmath.mpf) or not mpmath.isfinite(result):
            return None
        if not mpmath.mpf("1e-25") < abs(result) < mpmath.mpf("1e25"):
            return None
        results.append(digits(result, precision))
    return [text, "decimal", results[0]] if results[0] == results[1] else None


# MARK: Units: each factor is written down anew, from the definitions.

UNITS = {
    "length": {
        "m": "1", "km": "1000", "cm": "1/100", "mm": "1/1000", "inch": "254/10000", "ft": "3048/10000",
        "yards": "9144/10000", "miles": "1609344/1000", "nmi": "1852",
    },
    "mass": {
        "kg": "1", "g": "1/1000", "mg": "1/1000000", "lb": "45359237/100000000", "oz": "45359237/1600000000",
        "stone": "635029318/100000000", "tonnes": "1000",
    },
    "time": {"s": "1", "ms": "1/1000", "min": "60", "hours": "3600", "days": "86400", "weeks": "604800",
             "years": "31556952"},
    "volume": {"L": "1/1000", "mL": "1/1000000", "gallons": "3785411784/1000000000000",
               "cups": "3785411784/16000000000000", "tbsp": "3785411784/256000000000000", "m^3": "1"},
    "speed": {"m/s": "1", "km/h": "1000/3600", "mph": "1609344/3600000", "knots": "1852/3600"},
    "area": {"m^2": "1", "ha": "10000", "acres": "40468564224/10000000", "ft^2": "9290304/100000000"},
    "energy": {"J": "1", "kJ": "1000", "kWh": "3600000", "cal": "4184/1000", "kcal": "4184"},
    "power": {"W": "1", "kW": "1000", "MW": "1000000"},
    "pressure": {"Pa": "1", "kPa": "1000", "bar": "100000", "atm": "101325", "mbar": "100"},
    "data": {"bits": "1", "B": "8", "kB": "8000", "MB": "8000000", "GB": "8000000000", "MiB": "8388608"},
    "temperature": {"K": ("1", "0"), "degC": ("1", "5463/20"), "degF": ("5/9", "45967/180")},
}


def unit_line():
    kind = rng.choice(list(UNITS))
    table = UNITS[kind]
    first, second = rng.choice(list(table)), rng.choice(list(table))
    part, value = literal()
    if kind == "temperature":
        (a, b), (c, d) = [tuple(map(Fraction, table[name])) for name in (first, second)]
        result = (value * a + b - d) / c
    elif rng.random() < 0.7:
        result = value * Fraction(table[first]) / Fraction(table[second])
    else:
        third = rng.choice(list(table))
        other, more = literal()
        sign = rng.choice("+-")
        total = value * Fraction(table[first])
        total += (1 if sign == "+" else -1) * more * Fraction(table[third])
        text = f"{part[0]} {first} {sign} {other[0]} {third} {rng.choice(['in', 'to', 'as'])} {second}"
        return [text, "exact", fraction_text(total / Fraction(table[second]))]
    return [f"{part[0]} {first} in {second}", "exact", fraction_text(result)]


# MARK: Dates


def date_line():
    day = datetime.date.fromordinal(rng.randint(1, datetime.date.max.toordinal()))
    if rng.random() < 0.5:
        day = datetime.date.fromordinal(rng.randint(700000, 760000))
    kind = rng.randrange(7)
    if kind == 0:
        other = datetime.date.fromordinal(rng.randint(1, datetime.date.max.toordinal()))
        return [f"{day} - {other}", "exact", str((day - other).days)]
    if kind == 1:
        count = rng.randint(-20000, 20000)
        try:
            result = day + datetime.timedelta(days=count)
        except OverflowError:
            return None
        sign = "+" if count >= 0 else "-"
        unit = rng.choice(["days", "d"])
        text = f"{day} {sign} {abs(count)} {unit}"
        if count % 7 == 0 and rng.random() < 0.8:
            text = f"{day} {sign} {abs(count) // 7} weeks"
        return [text, "text", f"{result} ({result:%A})"]
    if kind in (2, 3):
        years, months = rng.randint(0, 40), rng.randint(0, 30)
        forward = rng.random() < 0.5
        total = (years * 12 + months) * (1 if forward else -1) + day.year * 12 + day.month - 1
        year, month = divmod(total, 12)
        if not 1 <= year <= 9999:
            return None
        last = (datetime.date(year + month // 11, month % 11 + 2 if month < 11 else 1, 1) - datetime.timedelta(days=1)).day \
            if not (year == 9999 and month == 11) else 31
        result = datetime.date(year, month + 1, min(day.day, last))
        return [f"{day} {'+' if forward else '-'} {years} years {months} months" if kind == 2
                else f"{day} {'+' if forward else '-'} {years * 12 + months} months", "text", f"{result} ({result:%A})"]
    if kind == 4:
        return [f"weekday({day})", "text", f"{day:%A}"]
    if kind == 5:
        name, value = rng.choice([
            ("week", day.isocalendar()[1]), ("day_of_year", day.timetuple().tm_yday), ("year", day.year),
            ("month", day.month), ("day", day.day),
        ])
        return [f"{name}({day})", "exact", str(value)]
    moment = datetime.datetime.combine(day, datetime.time(rng.randint(0, 23), rng.randint(0, 59)))
    hours, minutes = rng.randint(0, 200), rng.randint(1, 59)
    try:
        result = moment + datetime.timedelta(hours=hours, minutes=minutes)
    except OverflowError:
        return None
    return [f"{moment:%Y-%m-%dT%H:%M} + {hours} h {minutes} min".replace(f"{moment:%Y}", f"{day.year:04d}", 1), "text",
            f"{result.year:04d}-{result:%m-%dT%H:%M} ({result:%A})"]


def lines():
    for count, make in [(6200, rational_line), (100, error_line), (2600, irrational_line), (500, unit_line), (600, date_line)]:
        done = 0
        while done < count:
            try:
                line = make()
            except (TooBig, ZeroDivisionError):
                continue
            if line is None or len(line[0]) > 160 or len(line[2]) > 160:
                continue
            if make in (rational_line, error_line, irrational_line) and DATE_LIKE.search(line[0]):
                continue
            if line[0] in seen:
                continue
            seen.add(line[0])
            done += 1
            yield line


seen = set()
for line in lines():
    print(json.dumps(line, ensure_ascii=False, separators=(",", ":")))
