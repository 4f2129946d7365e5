/** The names by which the front knows the API's shapes. All of them come from the contract. */
import type { components } from './schema'

type Schemas = components['schemas']
/** A field that a request may leave out is always there in an answer. */
type Answer<Name extends keyof Schemas> = Required<Schemas[Name]>

export interface Page<T> {
  next?: string | null
  previous?: string | null
  results: T[]
}

export type Language = Schemas['Language']
export type Role = Schemas['Role']

export type Site = Schemas['Site']
export type Platform = Schemas['Platform']
export type PlatformImage = Schemas['PlatformImage']
export type Painter = Schemas['Painter']
export type StyleName = Schemas['StyleName']

export type Me = Answer<'Me'>
export type Person = Schemas['Person']
export type OutboxMessage = Schemas['OutboxMessage']
export type ApiToken = Schemas['Token'] & Partial<Pick<Schemas['NewToken'], 'token'>>
export type TeamBrief = Schemas['TeamBrief']
export type Team = Schemas['Team']
export type Member = Schemas['Member']
export type InvitationState = Schemas['InvitationState']
export type Invitation = Answer<'Invitation'> & Partial<Pick<Schemas['NewInvitation'], 'url'>>
export type InvitationPreview = Schemas['InvitationPreview']

export type ChannelLink = Schemas['Link']
export type Channel = Schemas['Channel']
export type VideoState = Schemas['VideoState']
export type Probe = Schemas['Probe']
export type Video = Schemas['Video']
/** x, y, width, height, as the platform table gives its zones. */
export type Box = [number, number, number, number]
export type FaceBox = Schemas['Box']
export type Shot = Schemas['Shot']
export type Still = Schemas['Still']
export type Swatch = Schemas['Swatch']
export type Digest = Schemas['Digest']

export type ArtworkKind = Schemas['ArtworkKind']
export type ArtworkState = Schemas['ArtworkState']
export type Artwork = Schemas['Artwork']
export type Finding = Schemas['Finding']
export type VersionState = Schemas['VersionState']
export type VersionAction = Schemas['VersionActionsEnum']
export type Version = Schemas['Version']

export type JobKind = Schemas['JobKind']
export type JobState = Schemas['JobState']
export type Wishes = Schemas['Wishes']
export type Job = Schemas['Job']

export type ReviewState = Schemas['ReviewState']
export type ReviewVerdict = 'approve' | 'request_changes' | 'reject'
export type Review = Schemas['Review']
export type Policy = Schemas['Policy']

export type PublicVideo = Schemas['PublicVideo']
export type PublicChannel = Schemas['PublicChannel']
