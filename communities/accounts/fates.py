"""What becomes of each column that points at a member: in the download of their data, and when they close.

A test compares this with the models: a new column needs a line here. What is not in the download says why,
and so does what stays when an account closes (it then points at a former member without name or address).
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Fate:
    """The part of the download it is in, or why it is in none; and why it stays, where it does."""

    part: str = ""
    why_not: str = ""
    stays: str = ""


OTHERS = "it is what somebody else did or wrote"
DERIVED = "it is made from what is in the download"
WORK = "it is how a page came about; the pages that were edited are in the download"
WORK_OF_ORDER = "it is what those who keep order tell each other about others"
RECORD = "the record of who did what is never changed"
SAID = "what was said stays, by a former member"
HISTORY = "the history of a page stays whole"

FATES = {
    # how one signs in
    "account.EmailAddress.user": Fate("addresses"),
    "mfa.Authenticator.user": Fate("sign_in"),
    "socialaccount.SocialAccount.user": Fate("single_sign_on"),
    "usersessions.UserSession.user": Fate("sessions"),
    # this room
    "accounts.AddressChange.person": Fate("changes_of_address"),
    "accounts.Download.person": Fate("downloads"),
    # members
    "members.User_groups.user": Fate("account"),
    "members.User_user_permissions.user": Fate(why_not="rights come with groups; nobody has single ones"),
    "members.FormerSlug.person": Fate("account"),
    "members.Profile.person": Fate("profile"),
    "members.DirectoryEntry.person": Fate(why_not=DERIVED),
    "members.Affiliation.person": Fate(
        "affiliations", stays="agency and dates only: the figures of agencies rest on it"
    ),
    "members.Acceptance.person": Fate("agreements"),
    "members.JoinRequest.person": Fate(
        "requests_to_join", stays="the decision on a domain, without what the person said of themselves"
    ),
    "members.JoinRequest.vouched_by": Fate("vouched_for", stays=RECORD),
    "members.JoinRequest.decided_by": Fate("ledger", stays=RECORD),
    "members.Message.sender": Fate("messages", stays="for the other one, until both accounts are closed"),
    "members.Message.recipient": Fate("messages", stays="for the other one, until both accounts are closed"),
    # communities
    "spaces.Membership.person": Fate("memberships"),
    "spaces.Invitation.invited_by": Fate(
        "invitations", stays="those that were accepted, as the reason why somebody is a member"
    ),
    "spaces.Invitation.accepted_by": Fate(why_not=OTHERS),
    "spaces.Guidelines.published_by": Fate("ledger", stays=RECORD),
    "spaces.MembershipRequest.person": Fate("requests_to_communities"),
    "spaces.MembershipRequest.decided_by": Fate("ledger", stays=RECORD),
    "spaces.Proposal.proposed_by": Fate("proposals"),
    "spaces.Proposal.decided_by": Fate("ledger", stays=RECORD),
    # discussions
    "discussions.Topic.author": Fate("topics", stays=SAID),
    "discussions.Topic.answered_by": Fate("ledger", stays=RECORD),
    "discussions.Topic.last_post_by": Fate(why_not=DERIVED, stays=SAID),
    "discussions.Post.author": Fate("posts", stays=SAID),
    "discussions.Post.hidden_by": Fate("ledger", stays=RECORD),
    "discussions.Revision.by": Fate("posts", stays=SAID),
    "discussions.Mention.person": Fate("mentions"),
    "discussions.HelpfulMark.person": Fate(
        "helpful_marks", stays="others rely on how many found a post helpful"
    ),
    "discussions.Draft.person": Fate("drafts"),
    "discussions.Attachment.by": Fate("attachments", stays="what is in a post is part of what was said"),
    "discussions.Bookmark.person": Fate("bookmarks"),
    "discussions.Act.by": Fate("ledger", stays=RECORD),
    "discussions.Poll.created_by": Fate("polls", stays=SAID),
    "discussions.Vote.person": Fate("votes", stays="others rely on what came out of a poll"),
    "discussions.ReadingPosition.person": Fate("reading"),
    "discussions.CommunityLevel.person": Fate("following"),
    "discussions.TagLevel.person": Fate("following"),
    "discussions.Preference.person": Fate("discussion_choices"),
    # keeping order
    "members.Suspension.person": Fate("suspensions", stays=RECORD),
    "members.Suspension.by": Fate("ledger", stays=RECORD),
    "moderation.Case.assignee": Fate("ledger", stays=RECORD),
    "moderation.Report.by": Fate("reports", stays=RECORD),
    "moderation.CaseNote.by": Fate(why_not=WORK_OF_ORDER, stays=RECORD),
    "moderation.Decision.by": Fate("ledger", stays=RECORD),
    "moderation.Decision.undone_by": Fate("ledger", stays=RECORD),
    # notifications
    "notifications.Notification.person": Fate("notifications"),
    "notifications.Notification.actor": Fate(why_not=OTHERS, stays="it was told to others"),
    "notifications.MailPreference.person": Fate("mail"),
    "notifications.MailChoice.person": Fate("mail"),
    # agencies and the ledger
    "agencies.RegistryUpload.by": Fate("ledger", stays=RECORD),
    "ledger.Entry.actor": Fate("ledger", stays=RECORD),
    # toolkits
    "toolkits.Contributor.person": Fate(
        "toolkits", stays="the toolkit keeps its makers, without naming this one"
    ),
    "toolkits.SectionPage.section_owner": Fate(
        "sections", stays="editors see that a section has lost its owner"
    ),
    "toolkits.Picture.uploaded_by_user": Fate(why_not=WORK, stays=HISTORY),
    "toolkits.File.uploaded_by_user": Fate(why_not=WORK, stays=HISTORY),
    # the editors' interface
    "wagtailusers.UserProfile.user": Fate(why_not="how the editors' interface looks"),
    "wagtailadmin.EditingSession.user": Fate(why_not="it lasts minutes"),
    "wagtailadmin.FormState.user": Fate(why_not="it lasts while a page is open"),
    "wagtailcore.APIToken.user": Fate(why_not="it is a secret"),
    "wagtailcore.PageSubscription.user": Fate(why_not="how the editors' interface tells of comments"),
    "wagtailcore.UploadedFile.uploaded_by_user": Fate(why_not="it lasts while a page is open"),
    "wagtailcore.Comment.user": Fate(why_not=WORK, stays=HISTORY),
    "wagtailcore.Comment.resolved_by": Fate(why_not=WORK, stays=HISTORY),
    "wagtailcore.CommentReply.user": Fate(why_not=WORK, stays=HISTORY),
    "wagtailcore.ModelLogEntry.user": Fate(why_not=WORK, stays=HISTORY),
    "wagtailcore.PageLogEntry.user": Fate(why_not=WORK, stays=HISTORY),
    "wagtailcore.Revision.user": Fate("editing", stays=HISTORY),
    "wagtailcore.WorkflowState.requested_by": Fate(why_not=WORK, stays=HISTORY),
    "wagtailcore.TaskState.finished_by": Fate(why_not=WORK, stays=HISTORY),
    "wagtailcore.Page.locked_by": Fate(why_not=WORK, stays=HISTORY),
    "wagtailcore.Page.owner": Fate(why_not=WORK, stays=HISTORY),
    "wagtailimages.Image.uploaded_by_user": Fate(why_not="the site has a model of its own for pictures"),
    "wagtaildocs.Document.uploaded_by_user": Fate(why_not="the site has a model of its own for files"),
}
