// An OpenID provider that behaves as login.gov does, for the tests of single sign-on.
//
// Nothing leaves this machine. The tests give the client on the command line as JSON; the provider prints its issuer
// and lives until its standard input closes. Tests speak to it at /control:
//   POST {people}  who can sign in here: sub, email, email_verified, all_emails, acr, ial, aal
//   POST {mangle}  how the next answers are wrong: {claims, drop, header, key, userinfo, status: {path: code}}
//   GET            what it was asked: {authorize: […], token: […], logout: […]}
import { createHmac, createSign, generateKeyPairSync } from "node:crypto";
import { createServer } from "node:http";
import Provider from "oidc-provider";

const client = JSON.parse(process.argv[2]);
const SHORTEST = 22;

const pair = () => generateKeyPairSync("rsa", { modulusLength: 2048 });
const [ours, strangers] = [pair(), pair()];
const jwk = { ...ours.privateKey.export({ format: "jwk" }), kid: "provider-1", use: "sig", alg: "RS256" };
const keys = { provider: ours.privateKey, stranger: strangers.privateKey };

let people = [];
let mangle = {};
let seen = { authorize: [], token: [], logout: [] };

const server = createServer();
server.listen(0, "127.0.0.1", () => {
  const issuer = `http://127.0.0.1:${server.address().port}`;
  server.on("request", provide(issuer).callback());
  process.stdout.write(`${JSON.stringify({ issuer })}\n`);
});
process.stdin.on("end", () => process.exit()).resume();

function provide(issuer) {
  const provider = new Provider(issuer, {
    clients: [client],
    clientAuthMethods: ["private_key_jwt"],
    responseTypes: ["code"],
    pkce: { required: () => true },
    jwks: { keys: [jwk] },
    cookies: { keys: ["only for tests"] },
    scopes: ["openid", "email", "all_emails"],
    claims: { openid: ["sub", "ial", "aal"], email: ["email", "email_verified"], all_emails: ["all_emails"] },
    acrValues: ["urn:acr.login.gov:auth-only", "urn:acr.login.gov:verified"],
    features: {
      devInteractions: { enabled: false },
      rpInitiatedLogout: { enabled: true, logoutSource },
    },
    interactions: { url: (_ctx, interaction) => `/interaction/${interaction.uid}` },
    findAccount: (_ctx, sub) => ({ accountId: sub, claims: () => claimsOf(find({ sub })) }),
    loadExistingGrant,
    renderError: (ctx, out) => answer(ctx, ctx.status, "The provider says no", `<p>${out.error}</p>`),
    ttl: { Session: 3600, Interaction: 3600, Grant: 3600, AuthorizationCode: 60, IdToken: 600, AccessToken: 600 },
  });
  provider.use(control);
  provider.use(rulesOfLoginGov);
  provider.use((ctx, next) => signIn(provider, ctx, next));
  provider.use(mangled);
  return provider;
}

async function control(ctx, next) {
  if (ctx.path !== "/control") return next();
  if (ctx.method === "POST") {
    const told = JSON.parse(await body(ctx));
    if ("people" in told) people = told.people;
    if ("mangle" in told) mangle = told.mangle;
    if (told.forget) seen = { authorize: [], token: [], logout: [] };
  }
  ctx.body = seen;
}

async function rulesOfLoginGov(ctx, next) {
  if (ctx.path in (mangle.status ?? {})) {
    ctx.status = mangle.status[ctx.path];
    ctx.body = "not now";
    return;
  }
  if (ctx.path === "/auth") {
    seen.authorize.push({ ...ctx.query });
    const short = ["state", "nonce"].filter((name) => (ctx.query[name] ?? "").length < SHORTEST);
    const missing = ["acr_values", "code_challenge"].filter((name) => !ctx.query[name]);
    const wrong = [...short.map((name) => `${name} is too short`), ...missing.map((name) => `no ${name}`)];
    if (wrong.length) return answer(ctx, 400, "The provider says no", `<p>${wrong.join(", ")}</p>`);
  }
  if (ctx.path === "/session/end" && ctx.method === "GET") {
    seen.logout.push({ ...ctx.query });
    if (ctx.query.id_token_hint) return answer(ctx, 400, "The provider says no", "<p>id_token_hint</p>");
  }
  return next();
}

async function signIn(provider, ctx, next) {
  if (!ctx.path.startsWith("/interaction/")) return next();
  if (ctx.method !== "POST") return answer(ctx, 200, "Sign in at the provider", form(ctx.path, ""));
  const given = new URLSearchParams(await body(ctx));
  const person = find({ email: given.get("email") });
  if (given.has("cancel")) return finish(provider, ctx, { error: "access_denied", error_description: "<b>no</b>" });
  if (given.has("fail")) return finish(provider, ctx, { error: given.get("fail") });
  if (!person) return answer(ctx, 200, "Sign in at the provider", form(ctx.path, "<p>Nobody has this address.</p>"));
  return finish(provider, ctx, { login: { accountId: person.sub, acr: person.acr } });
}

async function finish(provider, ctx, result) {
  ctx.respond = false;
  await provider.interactionFinished(ctx.req, ctx.res, result, { mergeWithLastSubmission: false });
}

// The answers of the token and userinfo endpoints, made wrong as the test wants them.
async function mangled(ctx, next) {
  await next();
  if (ctx.path === "/me" && mangle.userinfo) ctx.body = { ...parsed(ctx.body), ...mangle.userinfo };
  if (ctx.path !== "/token") return;
  seen.token.push({ ...ctx.oidc?.body, status: ctx.status });
  if (ctx.body?.id_token && (mangle.claims || mangle.drop || mangle.header || mangle.key)) {
    ctx.body = { ...ctx.body, id_token: again(ctx.body.id_token) };
  }
}

function again(token) {
  const [header, claims] = token.split(".", 2).map((part) => JSON.parse(Buffer.from(part, "base64url")));
  Object.assign(claims, mangle.claims ?? {});
  for (const name of mangle.drop ?? []) delete claims[name];
  Object.assign(header, mangle.header ?? {});
  const text = [header, claims].map((part) => Buffer.from(JSON.stringify(part)).toString("base64url")).join(".");
  if (header.alg === "none") return `${text}.`;
  if (header.alg === "HS256") {
    const publicKey = ours.publicKey.export({ type: "spki", format: "pem" });
    return `${text}.${createHmac("sha256", publicKey).update(text).digest("base64url")}`;
  }
  return `${text}.${createSign("RSA-SHA256").update(text).sign(keys[mangle.key ?? "provider"], "base64url")}`;
}

async function loadExistingGrant(ctx) {
  const { Grant } = ctx.oidc.provider;
  const grant = new Grant({ clientId: ctx.oidc.client.clientId, accountId: ctx.oidc.session.accountId });
  grant.addOIDCScope(ctx.oidc.params.scope);
  await grant.save();
  return grant;
}

function logoutSource(ctx, hidden) {
  const button = '<button type="submit" form="op.logoutForm" value="yes" name="logout">Yes, sign out</button>';
  return answer(ctx, 200, "Sign out at the provider", `${hidden}${button}`);
}

function claimsOf(person) {
  const { sub, email, email_verified, all_emails, ial, aal } = person;
  return { sub, email, email_verified, all_emails, ial, aal };
}

function find(wanted) {
  return people.find((person) => Object.entries(wanted).every(([name, value]) => person[name] === value));
}

function form(action, words) {
  return `${words}<form method="post" action="${action}"><label for="email">Your address at the provider</label>
    <input id="email" name="email" type="email"><button type="submit">Sign in here</button>
    <button type="submit" name="cancel" value="yes">Cancel</button></form>`;
}

function answer(ctx, status, title, html) {
  ctx.status = status;
  ctx.type = "html";
  ctx.body = `<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>${title}</title></head>
    <body><main><h1>${title}</h1>${html}</main></body></html>`;
}

function parsed(value) {
  return typeof value === "string" ? JSON.parse(value) : value;
}

async function body(ctx) {
  const chunks = [];
  for await (const chunk of ctx.req) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}
