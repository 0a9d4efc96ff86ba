// Reads a JSON list of formulas on standard input; writes for each of two engines what it says against each formula.
const katex = require("katex");
const mathjax = require("mathjax");

const formulas = JSON.parse(require("fs").readFileSync(0, "utf8"));

function attempt(convert, formula) {
  try {
    convert(formula);
    return "";
  } catch (error) {
    return String(error.message || error);
  }
}

const strictly = { displayMode: true, throwOnError: true, strict: "error", trust: false };
const byKatex = formulas.map((f) => attempt((x) => katex.renderToString(x, strictly), f));

mathjax
  .init({
    loader: { load: ["input/tex"] },
    tex: {
      packages: { "[-]": ["noundefined", "noerrors"] },
      formatError(jax, error) {
        throw error;
      },
    },
  })
  .then((MathJax) => {
    const byMathJax = formulas.map((f) => attempt((x) => MathJax.tex2mml(x, { display: true }), f));
    process.stdout.write(JSON.stringify({ katex: byKatex, mathjax: byMathJax }));
  });
