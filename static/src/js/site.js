// Everything works without this file. With it: menus close on Escape, forms with errors take the focus,
// the composer has a toolbar and a preview, recent times stay true, checklists keep their
// ticks, what is typed into a composer is kept as a draft, passkeys can be used, and a session
// does not end without a warning.
import { menus } from "./menus.js";
import { composers } from "./composer.js";
import { times } from "./times.js";
import { forms } from "./forms.js";
import { checklists } from "./checklists.js";
import { passkeys } from "./passkeys.js";
import { staying } from "./staying.js";
import { news } from "./news.js";
import { sharing } from "./sharing.js";
import { shortcuts } from "./shortcuts.js";

menus();
forms();
composers();
times();
checklists();
passkeys();
staying();
news();
sharing();
shortcuts();
