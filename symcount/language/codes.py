"""Every error code with its explanation: what `symcount explain CODE` prints and docs/errors.md is made from."""

from __future__ import annotations

from textwrap import fill, indent
from typing import NamedTuple

from symcount.language.diagnostics import nearest, problem


class Code(NamedTuple):
    """A row of the table. An example is a text in the language, or a command after `$ `.

    Where an example is made of several files, each begins with its name in a comment, as in `# parts.arch`.
    """

    title: str
    text: str
    wrong: str
    instead: str
    """An example again, or a sentence where there is nothing to show."""


def explanation(code: str) -> str:
    """What `code` means, with an example. Raises Problem for a code that does not exist."""
    name = code.strip().upper()
    row = CODES.get(name)
    if row is None:
        help = nearest(name, CODES) or ["a code is a letter and three digits, such as E204"]
        raise problem("E409", f"there is no error code `{code}`", help=help)
    text = fill(row.text, 88, break_long_words=False, break_on_hyphens=False)
    wrong, instead = indent(row.wrong, "    "), indent(row.instead, "    ")
    return f"{name}: {row.title}\n\n{text}\n\nWrong:\n{wrong}\n\nInstead:\n{instead}"


CODES: dict[str, Code] = {
    # ---- E1: how a text is spelt ----
    "E101": Code(
        "something stands where the grammar does not expect it",
        "The text cannot be read from here on; the picture says what could stand there. After such a mistake reading "
        "goes on at the next item, so that one run shows the first mistake of each.",
        "net N { out input(3, 8, 8) -> conv(16, 3) relu }",
        "net N { out input(3, 8, 8) -> conv(16, 3) -> relu }",
    ),
    "E102": Code(
        "the text ends too early",
        "A bracket is never closed, or a statement lacks its end. The bracket that is open is marked.",
        "net N {\n  out input(3, 8, 8) -> conv(16, 3",
        "net N {\n  out input(3, 8, 8) -> conv(16, 3)\n}",
    ),
    "E103": Code(
        "a character that means nothing",
        "Outside texts in quotes and comments only ASCII letters, digits and the signs of the language have a "
        "meaning. Typographic arrows, quotes and multiplication signs often come from a word processor.",
        "net N { out input(3, 8, 8) → conv(16, 3) }",
        "net N { out input(3, 8, 8) -> conv(16, 3) }",
    ),
    "E104": Code(
        "a number that is too long",
        "A number has at most 1,000 digits.",
        "$ python3 -c \"print('n = ' + '9' * 1001)\" | symcount format -",
        "n = 10^999",
    ),
    "E105": Code(
        "nested too deep",
        "Brackets, and expressions without brackets such as `- - - x`, are nested at most 100 deep.",
        "$ python3 -c \"print('x = ' + '(' * 101 + '1' + ')' * 101)\" | symcount format -",
        "inner = conv(16, 3) -> relu\nouter = inner + id",
    ),
    "E106": Code(
        "a word of the language as a name",
        "Keywords, and `C_i`, `S`, `input`, `id`, `params`, `buffers`, `area`, `fixed`, `parallel` and `convention`, "
        "have a meaning everywhere and cannot be given to something else.",
        "net N(if = 3) { out input(3, 8, 8) -> conv(16, 3) }",
        "net N(width = 3) { out input(3, 8, 8) -> conv(width, 3) }",
    ),
    "E107": Code(
        "a text without its closing quote",
        'A text stands between two `"` on one line.',
        'net N { out input(3, 8, 8) -> conv(16, 3) @ "Stem }',
        'net N { out input(3, 8, 8) -> conv(16, 3) @ "Stem" }',
    ),
    "E108": Code(
        "a file that is too large",
        "A file has at most 1,000,000 bytes.",
        "$ head -c 1000001 /dev/zero | symcount format -",
        "Move definitions to files of their own and `import` them.",
    ),
    "E109": Code(
        "a file that is not text",
        "A file is read as UTF-8; the message names the first byte that is not.",
        "$ printf '\\377' | symcount format -",
        "Save the file as UTF-8.",
    ),
    "E110": Code(
        "a mathematical writing that is not safe",
        "The text after `as` goes into a LaTeX document, so it is limited to letters, Greek, accents, sub- and "
        "superscripts.",
        'net N(w as "\\input{x}" = 4) { out input(3, 8, 8) -> conv(w, 3) }',
        'net N(w as "\\hat{w}" = 4) { out input(3, 8, 8) -> conv(w, 3) }',
    ),
    # ---- E2: what a network means ----
    "E201": Code(
        "an unknown name",
        "The name is defined neither in this file nor in one that it imports nor in the library. `symcount layers` "
        "lists the layers of the library.",
        "net N { out input(3, 8, 8) -> conf(16, 3) }",
        "net N { out input(3, 8, 8) -> conv(16, 3) }",
    ),
    "E203": Code(
        "a value of the wrong kind",
        "Numbers, flags, windows, options, layers and tensors are different kinds of values, and each place takes "
        "some of them. Where the value came in as an argument, the argument is marked.",
        "net N { out input(3, 8, 8) -> conv(on, 3) }",
        "net N { out input(3, 8, 8) -> conv(16, 3) }",
    ),
    "E204": Code(
        "branches with different channel counts",
        "`+` and `*` work channel by channel, so their branches must end with channel counts that are equal for all "
        "values of the parameters (one channel may be repeated by `*`). A shortcut `id` keeps the channels that "
        "enter.",
        "net N { out input(3, 8, 8) -> conv(16, 3) + id }",
        "net N { out input(3, 8, 8) -> conv(16, 3) + conv(16, 1) }",
    ),
    "E205": Code(
        "branches with different sizes",
        "The branches of `+`, `*` and `[…]` must end with equal sizes (a size of 1 may be repeated by `*`). Check "
        "strides, padding and pooling.",
        "net N { out input(3, 8, 8) -> [conv(16, 3), maxpool(2)] }",
        "net N { out input(3, 8, 8) -> [conv(16, 3, s = 2), maxpool(2)] }",
    ),
    "E206": Code(
        "a number that must be whole and is not",
        "Channels, sizes, kernels and the elements of a tensor are whole numbers. With symbols, wholeness is stated "
        "as a condition beside the result.",
        "net N { out input(5/2, 8, 8) -> relu }",
        "net N { out input(3, 8, 8) -> relu }",
    ),
    "E207": Code(
        "a number that must be positive and is not",
        "Channels, sizes and kernels are at least 1.",
        "net N(w = 4) { out input(3, 8, 8) -> conv(w - 4, 3) }",
        "net N(w = 4) { out input(3, 8, 8) -> conv(w, 3) }",
    ),
    "E208": Code(
        "what a layer requires does not hold",
        "A layer states with `require` what its arguments and the tensor that enters must satisfy. The picture shows "
        "the requirement and the shape that the layer receives.",
        "net N { out input(3, 8, 8) -> conv(16, 3, g = 2) }",
        "net N { out input(4, 8, 8) -> conv(16, 3, g = 2) }",
    ),
    "E209": Code(
        "a definition that uses itself",
        "A definition cannot be made of itself, directly or through others. To apply a layer several times, write the "
        "count before it.",
        "f = f -> relu\nnet N { out input(3, 8, 8) -> f }",
        "f = 2 * (conv(16, 3) -> relu)\nnet N { out input(3, 8, 8) -> f }",
    ),
    "E210": Code(
        "division by zero",
        "The divisor is zero at the values of the parameters.",
        "net N(n = 0) { out input(3, 8, 8) -> conv(16/n, 3) }",
        "net N(n = 2) { out input(3, 8, 8) -> conv(16/n, 3) }",
    ),
    "E211": Code(
        "a number or formula that is too large",
        "A number has at most 1,000 digits; a formula is bounded in its parts, its depth and the terms of its "
        "expansion. Keeping fewer symbols makes formulas shorter.",
        "net N(w = 2^10^10) { out input(3, 8, 8) -> conv(w, 3) }",
        "net N(w = 2^10) { out input(3, 8, 8) -> conv(w, 3) }",
    ),
    "E212": Code(
        "a network that is too large",
        "At most 100,000 layers are worked out one by one. Equal iterations of `n * f`, and iterations that grow by a "
        "constant step or factor, are worked out once whatever their count; other repetitions are unrolled.",
        "net N { out input(1, 8) -> (for i in 1..200_000: linear(divisible(i, 8))) }",
        "net N { out input(1, 8) -> (for i in 1..200_000: linear(8*i)) }",
    ),
    "E213": Code(
        "a name that is used before it is bound",
        "Bindings `name = …` in a net or block are worked out from top to bottom. (Definitions with parameters, "
        "blocks and layers may stand in any order.)",
        "net N { x = input(n, 8, 8)   n = 3   out x -> relu }",
        "net N { n = 3   x = input(n, 8, 8)   out x -> relu }",
    ),
    "E214": Code(
        "a name that is defined twice",
        "A name has one definition in a file, net or block. Only a tensor may be bound again, as in `x = x -> relu`.",
        "f(c) = conv(c, 3)\nf(c) = conv(c, 1)\nnet N { out input(3, 8, 8) -> f(4) }",
        "f(c) = conv(c, 3)\ng(c) = conv(c, 1)\nnet N { out input(3, 8, 8) -> f(4) -> g(4) }",
    ),
    "E215": Code(
        "a value is needed and there is none",
        "A choice between layers has to be decided, or a count compared, and it depends on a parameter without a "
        "value. Give it a default or `--set` it.",
        "net N(w) { out input(3, 8, 8) -> (if w > 8 then relu) -> conv(w, 3) }",
        "net N(w = 16) { out input(3, 8, 8) -> (if w > 8 then relu) -> conv(w, 3) }",
    ),
    "E216": Code(
        "a function outside its domain",
        "The square root of a negative number, the logarithm of a number that is not positive, and rounding to a step "
        "that is not whole and positive have no value.",
        "net N(n = 0) { out input(3, 8, 8) -> conv(log2(n), 3) }",
        "net N(n = 8) { out input(3, 8, 8) -> conv(log2(n), 3) }",
    ),
    "E217": Code(
        "sizes that do not fit",
        "A kernel needs an image, a sequence or a volume, a window needs as many sides as the tensor has sizes, and "
        "every size that a layer gives is positive. A tensor has at most three sizes.",
        "net N { out input(3, 8, 8) -> flatten -> conv(16, 3) }",
        "net N { out input(3, 8, 8) -> conv(16, 3) -> flatten }",
    ),
    "E218": Code(
        "a word that has no meaning in this place",
        "`C_i`, `S` and a bare `input` speak of the tensor that enters a block or layer, and a net has none; `params` "
        "and `buffers` stand after `expect` only.",
        "net N { out input(3, 8, 8) -> conv(C_i, 3) }",
        "same_width = conv(C_i, 3)\nnet N { out input(3, 8, 8) -> same_width }",
    ),
    "E219": Code(
        "`out` is missing or gives something unknown",
        "A net, and a block in braces, ends with `out` and the tensor that leaves it. In a layer, `out C` gives the "
        "channels and `out S` the sizes, and there is nothing else to give.",
        "net N { x = input(3, 8, 8) -> conv(16, 3) }",
        "net N { out input(3, 8, 8) -> conv(16, 3) }",
    ),
    "E220": Code(
        "definitions that are nested too deep",
        "A definition is applied inside another at most 60 deep.",
        "$ python3 -c \"print('b0 = relu', *(f'b{i} = b{i-1}' for i in range(1, 99)),"
        " 'net N { out input(3, 8, 8) -> b98 }')\" | symcount count -",
        "net N { out input(3, 8, 8) -> 98 * relu }",
    ),
    "E221": Code(
        "a repetition without a closed form",
        "A repetition can be counted with a symbolic number of iterations where the iterations leave the shape as it "
        "is, or change the channels by a constant step or factor. The note says what was found instead; give the "
        "count a number.",
        "net N(n) { out input(1, 8) -> (for i in 1..n: linear(divisible(i, 8))) }",
        "net N(n) { out input(1, 8) -> (for i in 1..n: linear(8*i)) }",
    ),
    "E222": Code(
        "an irrational number",
        "Numbers are exact, so that a root or logarithm that is not rational may stand only inside a rounding.",
        "net N { out input(3, 8, 8) -> conv(16*sqrt(2), 3) }",
        "net N { out input(3, 8, 8) -> conv(floor(16*sqrt(2)), 3) }",
    ),
    "E224": Code(
        "an argument is missing",
        "Every parameter without a default needs an argument. The note shows the signature.",
        "net N { out input(3, 8, 8) -> conv(16) }",
        "net N { out input(3, 8, 8) -> conv(16, 3) }",
    ),
    "E225": Code(
        "an argument of an unknown name",
        "The definition has no parameter of that name, or takes its arguments by place only; after `params` and "
        "`buffers` it is the other way round, and parameters are given by name. The note shows the signature.",
        "net N { out input(3, 8, 8) -> conv(16, 3, stride = 2) }",
        "net N { out input(3, 8, 8) -> conv(16, 3, s = 2) }",
    ),
    "E226": Code(
        "too many arguments",
        "There are more arguments than parameters.",
        "net N { out input(3, 8, 8) -> relu(3) }",
        "net N { out input(3, 8, 8) -> relu }",
    ),
    "E227": Code(
        "an argument that is given twice",
        "Each parameter is given once.",
        "net N { out input(3, 8, 8) -> conv(16, K = 3, K = 5) }",
        "net N { out input(3, 8, 8) -> conv(16, K = 5) }",
    ),
    "E228": Code(
        "shared weights that do not fit",
        "All uses of a `share` have tensors of the same sizes. A layer that takes a tensor from a share, as in "
        "`linear(V, weight = tokens)`, needs one of that role and size, and the share must be used somewhere.",
        "net N { share f = conv(4, 3)   out input(3, 8, 8) -> f -> f }",
        "net N { share f = conv(3, 3)   out input(3, 8, 8) -> f -> f }",
    ),
    "E229": Code(
        "a second `out` in a block",
        "A block has one `out`, a net may have several. Other tensors of a block are read from outside by their names, "
        "`b.name`.",
        "block twin { out input   out input -> conv(16, 3) }\nnet N { out input(3, 8, 8) -> twin }",
        "block twin { a = input -> conv(16, 3)   out a -> relu }\n"
        "net N { t = input(3, 8, 8) -> twin   out t   out t.a }",
    ),
    "E230": Code(
        "a repeat count that is not a whole number of times",
        "The count before a layer is 0, 1, 2, …; the bounds of a `for` are whole.",
        "net N(n = 5) { out input(3, 8, 8) -> n/2 * relu }",
        "net N(n = 5) { out input(3, 8, 8) -> floor(n/2) * relu }",
    ),
    "E231": Code(
        "a network that takes too long to work out",
        "The work on a file is bounded. Most often definitions use one another twice, again and again, so that "
        "forty of them take 2^40 steps.",
        "$ python3 -c \"print('f0(n) = n', *(f'f{i}(n) = f{i-1}(n) + f{i-1}(n)' for i in range(1, 41)),"
        " 'net N { out input(f40(1), 8) -> relu }')\" | symcount count -",
        "net N { out input(2^40, 8) -> relu }",
    ),
    # ---- E3: imports and expectations ----
    "E232": Code(
        "a point that is not there",
        "`b.name` is a tensor that the block which gave `b` binds in its body; `b.C` and `b.S` are the channels and "
        "sizes of any tensor. A layer or an operator after the block makes a new tensor, without such points.",
        "block stem { a = input -> conv(8, 3)   out a -> relu }\nnet N { t = input(3, 8, 8) -> stem   out t.b }",
        "block stem { a = input -> conv(8, 3)   out a -> relu }\nnet N { t = input(3, 8, 8) -> stem   out t.a }",
    ),
    "E301": Code(
        "an imported file that is not there",
        "The path of an `import` is relative to the folder of the file that it stands in.",
        'import "parts.arch"\nnet N { out input(3, 8, 8) -> relu }',
        '# parts.arch\nf = relu\n# network.arch\nimport "parts.arch"\nnet N { out input(3, 8, 8) -> f }',
    ),
    "E302": Code(
        "an import from outside",
        "Only files in the folder of the first file, or below it, can be imported; links are followed before this is "
        "checked.",
        'import "../parts.arch"\nnet N { out input(3, 8, 8) -> relu }',
        '# parts.arch\nf = relu\n# network.arch\nimport "parts.arch"\nnet N { out input(3, 8, 8) -> f }',
    ),
    "E303": Code(
        "a file that imports itself",
        "A file cannot import itself, directly or through others, and imports are nested at most 30 deep.",
        '# network.arch\nimport "network.arch"\nnet N { out input(3, 8, 8) -> relu }',
        "net N { out input(3, 8, 8) -> relu }",
    ),
    "E304": Code(
        "an import of something that is no file",
        "Only regular files are read: no folders, devices or pipes.",
        'import "."\nnet N { out input(3, 8, 8) -> relu }',
        '# parts.arch\nf = relu\n# network.arch\nimport "parts.arch"\nnet N { out input(3, 8, 8) -> f }',
    ),
    "E305": Code(
        "a name that two files define",
        "A name that is imported cannot be defined again, nor imported from a second file. (A name of the library "
        "can: the file's own definition is then the one that counts there.)",
        '# parts.arch\nf = relu\n# network.arch\nimport "parts.arch"\nf = gelu\nnet N { out input(3, 8, 8) -> f }',
        '# parts.arch\nf = relu\n# network.arch\nimport "parts.arch"\ng = gelu\nnet N { out input(3, 8, 8) -> f -> g }',
    ),
    "E306": Code(
        "an import in a text that has no folder",
        "Standard input, a text given to Python, and the networks that ship with symcount cannot import.",
        "$ printf 'import \"parts.arch\"' | symcount count -",
        "Save the text as a file beside `parts.arch`.",
    ),
    "E307": Code(
        "an `expect` line that fails",
        "The count at the values of the parameters is not the number that was expected.",
        "net N { out input(3, 8, 8) -> conv(16, 3)   expect params == 432 }",
        "net N { out input(3, 8, 8) -> conv(16, 3)   expect params == 448 }",
    ),
    "E308": Code(
        "an `expect` line that holds at the values only",
        "A right side that uses parameters is checked as an identity too: it must hold for all their values. The note "
        "gives the closed form.",
        "net N(w = 4) { out input(3, 8, 8) -> conv(w, 3)   expect params == 27*w + 4 }",
        "net N(w = 4) { out input(3, 8, 8) -> conv(w, 3)   expect params == 28*w }",
    ),
    "E309": Code(
        "an `expect` line for a label that does not exist",
        "No layer carries the label. The innermost label of a layer wins, so that an outer one may reach none.",
        'net N { out input(3, 8, 8) -> conv(16, 3) @ "Stem"   expect params @ "Stern" == 448 }',
        'net N { out input(3, 8, 8) -> conv(16, 3) @ "Stem"   expect params @ "Stem" == 448 }',
    ),
    "E311": Code(
        "a count that is not what was printed",
        "A number with a unit means what a table prints: `7.8M` holds for the counts that round to it, 7,750,000 to "
        "7,850,000. Units are k, M, G or B, and T, in thousands; a number that was cut off, or is in units of 1024, "
        "does not hold.",
        "net N { out input(3, 8, 8) -> conv(16, 3)   expect params == 0.44k }",
        "net N { out input(3, 8, 8) -> conv(16, 3)   expect params == 0.45k }",
    ),
    "E312": Code(
        "a count beyond the tolerance",
        "`within` says by how much the count may differ from what is stated, as a number or in percent of it. Such a "
        "line is checked at the values of the parameters, and not as an identity.",
        "net N { out input(3, 8, 8) -> conv(16, 3)   expect params == 440 within 1% }",
        "net N { out input(3, 8, 8) -> conv(16, 3)   expect params == 440 within 2% }",
    ),
    # ---- E4: what was asked for ----
    "E401": Code(
        "there is no such file",
        "FILE is a path, `-` for standard input, or the name of a network that ships with symcount.",
        "$ symcount count unets",
        "$ symcount count unet",
    ),
    "E402": Code(
        "there is nothing to count",
        "The file is empty or has no `net`. A block or layer can be counted by name with `--net`.",
        "f = conv(16, 3) -> relu",
        "net N { out input(3, 8, 8) -> conv(16, 3) -> relu }",
    ),
    "E403": Code(
        "several nets and no choice",
        "A file may hold several nets; `--net` says which of them is meant. (`symcount check` takes all.)",
        "net A { out input(3, 8, 8) -> conv(16, 3) }\nnet B { out input(3, 8, 8) -> conv(16, 5) }",
        "Choose one: `--net A`.",
    ),
    "E404": Code(
        "there is no net, block or layer of that name",
        "`--net` takes the name of a net, of a block or of a layer that the file can see.",
        "$ symcount count unet --net Unet",
        "$ symcount count unet --net UNet",
    ),
    "E405": Code(
        "there is no parameter of that name",
        "`--set` and `--keep` take the names in the head of the net or block; for a block or layer also `C_i`, `H` "
        "and `W`, the shape that enters.",
        "$ symcount count unet --set width=64",
        "$ symcount count unet --set w=64",
    ),
    "E406": Code(
        "a value that the parameter does not take",
        "A value is one expression of the kind of the parameter's default: a number, a flag, a window or a word.",
        "$ symcount count unet --set w=on",
        "$ symcount count unet --set w=64 --set norm=off",
    ),
    "E407": Code(
        "a parameter that cannot stay a symbol",
        "Only numbers can be kept. A flag decides structure, so it is always known.",
        "$ symcount count unet --keep norm",
        "$ symcount count unet --keep w --set norm=off",
    ),
    "E408": Code(
        "a file that cannot be written",
        "A result is written beside its place first and then moved there, so that a file is whole or not there at "
        "all. The folder must exist and be writable.",
        "$ symcount derive unet -o no/such/folder/unet.tex",
        "$ symcount derive unet -o unet.tex",
    ),
    "E409": Code(
        "there is no such code",
        "`symcount explain` takes the code that stands in brackets after `error`, `warning` or `note`.",
        "$ symcount explain E999",
        "$ symcount explain E204",
    ),
    "E410": Code(
        "a multiplier whose name is taken",
        "`--width` multiplies every hidden channel count by a new symbol, so the net has no parameter of that name. "
        "Where it has its own multiplier, keep that as a symbol.",
        "$ symcount count mobilenet_v2 --width alpha",
        "$ symcount count mobilenet_v2 --keep alpha",
    ),
    "E411": Code(
        "a multiplier or rounding that is not well-formed",
        "`--width` takes a name and `--round` one of `divisible:8`, `floor`, `ceil` and `round`, both together.",
        "$ symcount count unet --round floor",
        "Give both: `--width alpha --round floor`.",
    ),
    # ---- E5: growth, budgets and forms ----
    "E412": Code(
        "no such view or convention",
        "A view says which parameters are counted: params, trainable, frozen, buffers, repeated, active, embedding, "
        "non_embedding, main or backbone. A convention is `torch` or `keras`.",
        "net N { out input(3, 8, 8) -> conv(4, 3)   expect trained == 112 }",
        "net N { out input(3, 8, 8) -> conv(4, 3)   expect trainable == 112 }",
    ),
    "E413": Code(
        "no such part of a derivation",
        "`--show` names presets (article, short, full, table) and parts (theory, layers, generic, symbolic, closed, "
        "substituted, value, total, conditions, conventions, proof), with commas between them.",
        "$ symcount derive unet --show tabel",
        "$ symcount derive unet --show table",
    ),
    "E414": Code(
        "no width of a line",
        "A line is as wide as a number with pt, mm, cm, in or em says, at least 100pt, or as a name: article, "
        "twocolumn, ieee, acm or a4.",
        "$ symcount derive unet --width 3pt",
        "$ symcount derive unet --width 8.4cm",
    ),
    "E415": Code(
        "a writing outside the safe subset of TeX",
        "Your own LaTeX for a symbol may hold letters, digits, Greek letters, accents such as \\hat{C}, and sub- and "
        "superscripts; nothing else reaches TeX.",
        "$ symcount derive resnet50 --notation w='\\input{x}'",
        "$ symcount derive resnet50 --notation w='\\hat{w}'",
    ),
    "E416": Code(
        "a file of macros that is out of date",
        "With `--check` nothing is written: the file must be what `symcount macros` would write now. The notes say "
        "which macros differ, with the old and the new text.",
        "$ symcount macros unet -o params.tex --check",
        "$ symcount macros unet -o params.tex",
    ),
    "E417": Code(
        "a published table that cannot be read",
        "A table is CSV, TSV, a Markdown pipe table or the rows of a LaTeX tabular. Its first row names the columns: "
        "one of names, one or more of printed counts (`params`, `parameters (M)`), and settings by the names of "
        "parameters.",
        "$ printf 'model,accuracy\\nresnet50,76.1\\n' | symcount check --against -",
        "$ printf 'model,params (M)\\nresnet50,25.6\\n' | symcount check --against -",
    ),
    "E418": Code(
        "nothing to watch",
        "`symcount watch` looks at FILE and at what it imports. Standard input and the networks that ship with "
        "symcount do not change.",
        "$ symcount watch unet -o params.tex",
        "Copy the network to a file of your own, and watch that.",
    ),
    "E501": Code(
        "a symbol that the count does not contain",
        "A count can be scaled by, solved for or collected in the symbols that it contains only.",
        "$ symcount derive unet --keep w --collect x",
        "$ symcount derive unet --keep w --collect w",
    ),
    "E502": Code(
        "a range of values that is empty or no range",
        "`--from` and `--to` are given together, are positive numbers such as 0.25 or 1/4, and the first is not above "
        "the second.",
        "$ symcount scale unet --by w --from 64 --to 8",
        "$ symcount scale unet --by w --from 8 --to 64",
    ),
    "E503": Code(
        "a budget that is no number of parameters",
        "A budget is a whole number, written as 5_000_000, 5e6 or 5M.",
        "$ symcount solve unet --for w --params many",
        "$ symcount solve unet --for w --params 5M",
    ),
    "E504": Code(
        "no network can be built with a small symbol",
        "The largest network within a budget is searched from the smallest one that can be built, and none was found "
        "among the first values of the symbol.",
        "$ printf 'net N(n = 99) { out input(3, 8, 8) -> conv(n - 80, 3) }' | symcount solve - --for n --params 1M",
        "$ printf 'net N(n = 19) { out input(3, 8, 8) -> conv(n, 3) }' | symcount solve - --for n --params 1M",
    ),
    "E506": Code(
        "there is no such form",
        "The option `--form` takes the name of a way to write a closed form.",
        "$ symcount derive unet --keep w --form horned",
        "$ symcount derive unet --keep w --form horner",
    ),
    "E507": Code(
        "a form that needs to know its symbol",
        "Some forms are written in powers of one symbol; where the count contains several, `--collect` names it.",
        "$ symcount derive unet --form horner",
        "$ symcount derive unet --form horner --collect w",
    ),
    "E508": Code(
        "Horner's form of something that is no polynomial",
        "Horner's form takes out one power of the symbol after the other, so that none may be negative.",
        "$ printf 'net N(g) { out input(8, 8, 8) -> conv(8, 3, g = g) }' | symcount derive - --form horner --collect g",
        "$ printf 'net N(g) { out input(8, 8, 8) -> conv(8, 3, g = g) }'"
        " | symcount derive - --form collected --collect g",
    ),
    "E509": Code(
        "a curve of equal counts that is not linear",
        "With a second symbol, `scale` solves for it at each value of the first, and the count must be linear in it.",
        "$ symcount scale unet --by C_in,w",
        "$ symcount scale unet --by w,C_in",
    ),
    "E510": Code(
        "a package is not installed",
        "Plots need matplotlib, sweeps and functions of arrays need numpy, and .parquet needs pyarrow; symcount does "
        "without them otherwise. The message names the extra that brings them.",
        "$ symcount scale unet --by w --plot growth.svg",
        "Install the extra: `pip install 'symcount[plot]'` or `pip install 'symcount[sweep]'`.",
    ),
    "E511": Code(
        "a count that is not whole, or smaller than a count can be",
        "A closed form was evaluated at a point where no network can be built, because a channel count would be a "
        "fraction or negative there.",
        """$ python3 -c "import symcount; symcount.load('unet').count(keep='w').function('w')(0.3)\"""",
        "$ symcount sweep unet --over w=8:64 -o grid.csv",
    ),
    "E512": Code(
        "a function of other names than the kept ones",
        "`function` takes each kept symbol once, in the order in which the values will be given.",
        """$ python3 -c "import symcount; symcount.load('unet').count(keep='w').function('alpha')\"""",
        """$ python3 -c "import symcount; print(symcount.load('unet').count(keep='w').function('w')(32))\"""",
    ),
    "E513": Code(
        "a range of a sweep that cannot be walked",
        "A range is FIRST:LAST:HOW_MANY with both ends, FIRST:LAST in steps of one, or a list A,B,C; at most 10^9 "
        "points are written.",
        "$ symcount sweep unet --over w=64:8 -o grid.csv",
        "$ symcount sweep unet --over w=8:64 -o grid.csv",
    ),
    "E514": Code(
        "the unfinished chunks are of another sweep",
        "Beside the output stands a folder of finished chunks, and it was made for another request.",
        "$ mkdir grid.csv.part && touch grid.csv.part/mine && symcount sweep unet --over w=8:64 -o grid.csv",
        "Choose another output, move the folder, or throw the chunks away with `--restart`.",
    ),
    "E515": Code(
        "a file type that is not written",
        "The ending of the name decides what is written: .csv or .parquet for a grid, .svg, .pdf or .png for a plot.",
        "$ symcount sweep unet --over w=8:64 -o grid.xlsx",
        "$ symcount sweep unet --over w=8:64 -o grid.csv",
    ),
    "E516": Code(
        "a value that is not exact",
        "A function of a count takes integers, fractions and finite floats, alone or in lists and arrays.",
        """$ python3 -c "import symcount; symcount.load('unet').count(keep='w').function('w')('wide')\"""",
        """$ python3 -c "import symcount; print(symcount.load('unet').count(keep='w').function('w')([32, 64]))\"""",
    ),
    # ---- W5 and N6: what is counted all the same ----
    "W501": Code(
        "a bound layer that makes new weights each time",
        "A layer makes new weights wherever it is used, also under a name. With `share` all uses have one set; a "
        "layer that is meant to be made twice is written out twice, or as a definition with parameters.",
        "net N { f = conv(3, 3)   out input(3, 8, 8) -> f -> f }",
        "net N { share f = conv(3, 3)   out input(3, 8, 8) -> f -> f }",
    ),
    "W502": Code(
        "a label that reaches no parameters",
        "The layers that the label marks own nothing, or carry inner labels already. Often parentheses are missing or "
        "too many: a label marks what stands to its left in the same chain.",
        'net N { out input(3, 8, 8) -> conv(16, 3) -> (relu @ "Stem") }',
        'net N { out input(3, 8, 8) -> conv(16, 3) -> relu @ "Stem" }',
    ),
    "W503": Code(
        "a sweep that crosses a choice",
        "The closed form was found with choices made at the parameters' values; somewhere on the grid they would be "
        "made differently, so that the counts there may be those of another network.",
        "$ echo 'net N(w = 4) { out input(3) -> (if w > 3 then linear(w) else linear(1)) }' | "
        "symcount sweep - --over w=1:9 -o grid.csv",
        "Sweep the two sides of the choice by themselves.",
    ),
    "N601": Code(
        "a tensor that never reaches `out`",
        "The layers behind it are counted, as a framework would count them.",
        "net N { x = input(3, 8, 8)   y = x -> conv(16, 3)   out x -> conv(8, 3) }",
        "net N { x = input(3, 8, 8)   y = x -> conv(16, 3)   out y -> conv(8, 3) }",
    ),
    "N602": Code(
        "a layer has a remark on what it receives",
        "A layer can state with `note` what is allowed but rarely meant. `linear` on an image acts on the channels of "
        "each position.",
        "net N { out input(3, 8, 8) -> linear(10) }",
        "net N { out input(3, 8, 8) -> flatten -> linear(10) }",
    ),
    "N604": Code(
        "what `--width` multiplies",
        "The note names the numbers that the multiplier was put to, and those that it was not: the input's channels "
        "and the output's classes.",
        "$ symcount count unet --width alpha",
        "Mark a channel count that is to stay as it is: `fixed(32)`.",
    ),
    "N605": Code(
        "where the convention mattered",
        "PyTorch and Keras count some things differently: moving statistics are in the total of Keras, and its LSTM "
        "has one bias vector where PyTorch's has two. The note says which of these this network has.",
        "convention = keras\nnet N { out input(3, 8, 8) -> conv(4, 3) -> bn }",
        "net N { out input(3, 8, 8) -> conv(4, 3) -> bn }",
    ),
    "N606": Code(
        "the name of a macro that was taken",
        "Two labels give one name when digits become words and signs are dropped, or a label gives the name of the "
        "whole or of a command of TeX. The later macro gets a letter at its end.",
        '$ printf \'net N { out input(3, 8, 8) -> conv(4, 3) @ "A 1" -> conv(4, 3) @ "A-1" }\' | symcount macros -',
        '$ printf \'net N { out input(3, 8, 8) -> conv(4, 3) @ "A 1" -> conv(4, 3) @ "A 2" }\' | symcount macros -',
    ),
}
