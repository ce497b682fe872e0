"""What every desk has, wherever operators work: cards, lines, history, who is an operator, where a conversation stands.

Nothing here knows a platform. What differs is asked of three protocols that each platform fulfils: `topics.Opener`
makes and removes places, `cards.Board` shows a card in one, `members.Membership` says what somebody's membership is
worth.
"""
