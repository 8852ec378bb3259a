//! The twenty-one objects of HSDS 3.0, in the order in which they can be read: nothing refers forward, except for
//! parents within one table and the attributes, which refer to everything.

codes! {
    /// Objects of the Human Services Data Specification 3.0.
    Object {
        /// A body that offers services.
        Organization = "organization",
        /// A set of services under one name.
        Program = "program",
        /// What is offered to people.
        Service = "service",
        /// A place: physical, postal or virtual.
        Location = "location",
        /// A service offered at a location.
        ServiceAtLocation = "service_at_location",
        /// A classification.
        Taxonomy = "taxonomy",
        /// One term of a classification.
        TaxonomyTerm = "taxonomy_term",
        /// A term attached to any other object.
        Attribute = "attribute",
        /// A person or desk to turn to.
        Contact = "contact",
        /// A phone number.
        Phone = "phone",
        /// An address of a location.
        Address = "address",
        /// Opening hours.
        Schedule = "schedule",
        /// Where a service works.
        ServiceArea = "service_area",
        /// A language spoken.
        Language = "language",
        /// A price.
        CostOption = "cost_option",
        /// What to bring along.
        RequiredDocument = "required_document",
        /// How a location can be reached by everybody.
        Accessibility = "accessibility",
        /// Where the money comes from.
        Funding = "funding",
        /// A number in a register.
        OrganizationIdentifier = "organization_identifier",
        /// One change of one field.
        Metadata = "metadata",
        /// About a table.
        MetaTableDescription = "meta_table_description",
    }
}

impl Object {
    /// Name of its file in a tabular package.
    #[must_use]
    pub const fn file(self) -> &'static str {
        match self {
            Self::Organization => "organizations.csv",
            Self::Program => "programs.csv",
            Self::Service => "services.csv",
            Self::Location => "locations.csv",
            Self::ServiceAtLocation => "service_at_location.csv",
            Self::Taxonomy => "taxonomies.csv",
            Self::TaxonomyTerm => "taxonomy_terms.csv",
            Self::Attribute => "attributes.csv",
            Self::Contact => "contacts.csv",
            Self::Phone => "phones.csv",
            Self::Address => "addresses.csv",
            Self::Schedule => "schedules.csv",
            Self::ServiceArea => "service_areas.csv",
            Self::Language => "languages.csv",
            Self::CostOption => "cost_options.csv",
            Self::RequiredDocument => "required_documents.csv",
            Self::Accessibility => "accessibility.csv",
            Self::Funding => "funding.csv",
            Self::OrganizationIdentifier => "organization_identifiers.csv",
            Self::Metadata => "metadata.csv",
            Self::MetaTableDescription => "meta_table_descriptions.csv",
        }
    }

    /// The object that a file of a tabular package holds.
    #[must_use]
    pub fn of_file(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|object| object.file() == name)
    }

    /// Whether a package is refused without it: a map is organisations with services.
    #[must_use]
    pub const fn needed(self) -> bool {
        matches!(self, Self::Organization | Self::Service)
    }
}
