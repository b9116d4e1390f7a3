// Builds static/src into static/dist: a style sheet and a script for the site, the same for the editors' interface,
// one icon sprite, two fonts and only the USWDS images that are asked for.   npm run build   ·   npm run watch
import { copyFile, mkdir, readFile, writeFile } from "node:fs/promises";
import { watch } from "node:fs";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import autoprefixer from "autoprefixer";
import * as esbuild from "esbuild";
import postcss from "postcss";
import * as sass from "sass";

const here = dirname(fileURLToPath(import.meta.url));
const src = join(here, "src");
const dist = join(here, "dist");
const uswds = join(here, "../node_modules/@uswds/uswds");
const browsers = ["chrome >= 100", "edge >= 100", "firefox >= 100", "safari >= 15"];
const targets = browsers.map((browser) => browser.replace(" >= ", ""));
const entries = ["site", "admin"];
const fonts = ["PublicSans-Regular.woff2", "PublicSans-Bold.woff2"];
const pictures = ["us_flag_small.png", "icon-dot-gov.svg", "icon-https.svg"];

async function styles(name) {
  const { css } = sass.compile(join(src, `scss/${name}.scss`), {
    loadPaths: [join(uswds, "packages")],
    quietDeps: true,
    logger: sass.Logger.silent,
  });
  const prefixed = await postcss([autoprefixer({ overrideBrowserslist: browsers })]).process(css, { from: undefined });
  const { code } = await esbuild.transform(prefixed.css, { loader: "css", minify: true, target: targets });
  await writeFile(join(dist, `${name}.css`), code);
  return [...new Set([...code.matchAll(/url\("?img\/([^)"]+)"?\)/g)].map((match) => match[1]))];
}

async function scripts() {
  await esbuild.build({
    entryPoints: entries.map((name) => join(src, `js/${name}.js`)),
    outdir: dist,
    bundle: true,
    format: "esm",
    minify: true,
    target: targets,
  });
}

async function icons() {
  const names = (await readFile(join(src, "icons.txt"), "utf8")).split("\n").filter((line) => /^[a-z]/.test(line));
  const symbols = names.map(async (name) => {
    const svg = await readFile(join(uswds, `dist/img/usa-icons/${name}.svg`), "utf8");
    const inner = svg.replace(/^[\s\S]*?<svg[^>]*>/, "").replace(/<\/svg>\s*$/, "");
    return `<symbol id="${name}" viewBox="0 0 24 24">${inner}</symbol>`;
  });
  const sprite = `<svg xmlns="http://www.w3.org/2000/svg">${(await Promise.all(symbols)).join("")}</svg>`;
  await writeFile(join(dist, "icons.svg"), sprite);
}

async function copies(images) {
  const jobs = [
    ...fonts.map((name) => [join(uswds, "dist/fonts/public-sans", name), `fonts/${name}`]),
    ...[...images, ...pictures].map((name) => [join(uswds, "dist/img", name), `img/${name}`]),
    [join(src, "img/favicon.svg"), "img/favicon.svg"],
  ];
  for (const [from, to] of jobs) {
    await mkdir(dirname(join(dist, to)), { recursive: true });
    await copyFile(from, join(dist, to));
  }
}

async function build() {
  await mkdir(dist, { recursive: true });
  const [sheets] = await Promise.all([Promise.all(entries.map(styles)), scripts(), icons()]);
  const images = sheets.flat();
  await copies(images);
  const built = entries.map((name) => `${name}.css, ${name}.js`).join(", ");
  console.log(`static/dist built: ${built}, icons.svg, ${fonts.length} fonts, ${images.length} images`);
}

async function rebuild(_event, name) {
  console.log(`${basename(name ?? "")} changed`);
  await build().catch((error) => console.error(error.message));
}

await build();
if (process.argv.includes("--watch")) watch(src, { recursive: true }, rebuild);
