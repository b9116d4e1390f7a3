import os, pytest
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
from playwright.sync_api import sync_playwright
from tests import make
from tests.tools import browser
from tests.make import bring_back_the_beginnings
from portal.home.setting_up import set_up_site
@pytest.mark.django_db(transaction=True)
def test_shots(live_server):
    bring_back_the_beginnings(); set_up_site()
    dana = make.member("Dana Whitfield", title="Digital lead", expertise=["captions"], city="Denver", state="CO", time_zone="America/Denver", audience_basics="everyone", audience_expertise="everyone", audience_place="nobody", happy_to_help=True,
      links=[{"text":"Style guide of Region 8","url":"https://www.epa.gov/"}], languages=["es","ase"], ask_me_about="Captioning live video with two people")
    c = browser(dana); c.get("/")
    cookie = c.cookies["sessionid"].value
    with sync_playwright() as p:
        b = p.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox","--disable-gpu"])
        for width in (320, 1280):
            ctx = b.new_context(viewport={"width": width, "height": 900})
            ctx.add_cookies([{"name":"sessionid","value":cookie,"url":live_server.url}])
            pg = ctx.new_page()
            def shot(path, name):
                pg.goto(live_server.url + path); pg.screenshot(path=f"/tmp/pshots/{name}-{width}.png", full_page=True)
            shot("/people/dana-whitfield/", "mine"); shot("/people/dana-whitfield/?as=visitor", "preview"); shot("/people/me/edit/", "edit"); shot("/people/me/photo/", "photo")
            pg.goto(live_server.url + "/people/me/edit/"); pg.fill("#id_link_1_text","here"); pg.fill("#id_name",""); pg.get_by_role("button", name="Save my profile").click(); pg.wait_for_load_state(); pg.screenshot(path=f"/tmp/pshots/error-{width}.png", full_page=True)
        b.close()
